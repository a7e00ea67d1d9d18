"""What the customer has spent in the shop lies in a range."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Amounts in the shop's currency: all kept orders, with tax, without shipping."""

    at_least: Decimal | None = field(
        default=None,
        metadata={
            "words": _("the customer has spent at least %s"),
            "money": True,
            "label": _("Spent at least"),
            "min": Decimal(0),
        },
    )
    below: Decimal | None = field(
        default=None,
        metadata={
            "words": _("the customer has spent less than %s"),
            "money": True,
            "label": _("Spent less than"),
            "min": Decimal(0),
        },
    )


@condition(
    "total_spent",
    label=_("Spent in the shop so far"),
    words=_("the customer has spent any amount"),
    args=Args,
    needs=("customer.purchases",),
)
def total_spent(page: Page, args: Args) -> Verdict:
    """Yes when the signed-in customer has spent so much."""
    purchases = page.customer.purchases if page.customer is not None else None
    if purchases is None:
        return Verdict(False, "customer_unknown")
    if args.at_least is not None and purchases.spent < args.at_least:
        return Verdict(False, "spent_less")
    return Verdict.when(args.below is None or purchases.spent < args.below, "spent_more")
