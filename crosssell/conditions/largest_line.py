"""What the dearest line of the basket costs lies in a range."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.currency import is_in
from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Amounts in one currency, for the whole line after discounts."""

    at_least: Decimal | None = field(
        default=None,
        metadata={
            "words": _("the dearest line of the basket is at least %s"),
            "money": True,
            "label": _("The dearest line costs at least"),
            "min": Decimal(0),
        },
    )
    below: Decimal | None = field(
        default=None,
        metadata={
            "words": _("the dearest line of the basket is below %s"),
            "money": True,
            "label": _("The dearest line costs less than"),
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
    "largest_line",
    label=_("Dearest line of the basket"),
    words=_("the basket is not empty"),
    args=Args,
    needs=("basket",),
)
def largest_line(page: Page, args: Args) -> Verdict:
    """Yes when the dearest line costs so much; in an empty basket it costs 0."""
    if page.basket is None:
        return Verdict(False, "basket_unknown")
    if not is_in(page.basket.currency, args.currency, page.currency):
        return Verdict(False, "other_currency")
    totals = [line.total for line in page.basket.lines if line.total is not None]
    if len(totals) < len(page.basket.lines):
        return Verdict(False, "price_unknown")
    dearest = max(totals, default=Decimal(0))
    if args.at_least is not None and dearest < args.at_least:
        return Verdict(False, "line_below")
    return Verdict.when(args.below is None or dearest < args.below, "line_above")
