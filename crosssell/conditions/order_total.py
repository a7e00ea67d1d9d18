"""What the page's order costs lies in a range."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.currency import is_in
from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Amounts in one currency, with tax and shipping."""

    at_least: Decimal | None = field(
        default=None,
        metadata={
            "words": _("the order is at least %s"),
            "money": True,
            "label": _("Order total at least"),
            "min": Decimal(0),
        },
    )
    below: Decimal | None = field(
        default=None,
        metadata={
            "words": _("the order is below %s"),
            "money": True,
            "label": _("Order total below"),
            "min": Decimal(0),
        },
    )
    currency: str = field(
        default="",
        metadata={
            "words": _("in %s"),
            "label": _("Currency"),
            "help": _("Such as EUR. Empty: the shop's own."),
            "ref": "currency",
        },
    )


@condition(
    "order_total", label=_("Order total"), words=_("there is an order"), args=Args, needs=("order",)
)
def order_total(page: Page, args: Args) -> Verdict:
    """Yes where the order of a thank-you page or mail costs so much."""
    if page.order_total is None:
        return Verdict(False, "order_unknown")
    if not is_in(page.order_currency, args.currency, page.currency):
        return Verdict(False, "other_currency")
    if args.at_least is not None and page.order_total < args.at_least:
        return Verdict(False, "order_below")
    return Verdict.when(args.below is None or page.order_total < args.below, "order_above")
