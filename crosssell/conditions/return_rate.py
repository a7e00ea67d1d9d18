"""The share of the customer's orders that came back lies in a range."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Percentages of all the customer's orders that were cancelled or returned."""

    at_least: int | None = field(
        default=None,
        metadata={
            "words": _("at least %s %% of the customer's orders came back"),
            "label": _("At least so many % of the orders came back"),
            "min": 0,
            "max": 100,
        },
    )
    at_most: int | None = field(
        default=None,
        metadata={
            "words": _("at most %s %% of the customer's orders came back"),
            "label": _("At most so many % of the orders came back"),
            "min": 0,
            "max": 100,
        },
    )


@condition(
    "return_rate",
    label=_("Orders returned or cancelled"),
    words=_("the customer has ordered before"),
    args=Args,
    needs=("customer.purchases",),
)
def return_rate(page: Page, args: Args) -> Verdict:
    """Yes when so much of what the signed-in customer ordered came back."""
    purchases = page.customer.purchases if page.customer is not None else None
    if purchases is None:
        return Verdict(False, "customer_unknown")
    if purchases.returned is None:
        return Verdict(False, "no_order")
    # 29 of 100 orders and 29 % divide to the very same float; a product with 100 would not.
    if args.at_least is not None and purchases.returned < args.at_least / 100:
        return Verdict(False, "returned_less")
    few = args.at_most is None or purchases.returned <= args.at_most / 100
    return Verdict.when(few, "returned_more")
