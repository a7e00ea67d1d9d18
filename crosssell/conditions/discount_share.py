"""The share of the customer's orders that had a discount lies in a range."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Percentages of the customer's kept orders that had any discount."""

    at_least: int | None = field(
        default=None,
        metadata={
            "words": _("at least %s %% of the customer's orders had a discount"),
            "label": _("At least so many % of the orders had a discount"),
            "min": 0,
            "max": 100,
        },
    )
    at_most: int | None = field(
        default=None,
        metadata={
            "words": _("at most %s %% of the customer's orders had a discount"),
            "label": _("At most so many % of the orders had a discount"),
            "min": 0,
            "max": 100,
        },
    )


@condition(
    "discount_share",
    label=_("Orders with a discount"),
    words=_("the customer has ordered before"),
    args=Args,
    needs=("customer.purchases",),
)
def discount_share(page: Page, args: Args) -> Verdict:
    """Yes when so many of the signed-in customer's orders had a discount."""
    purchases = page.customer.purchases if page.customer is not None else None
    if purchases is None:
        return Verdict(False, "customer_unknown")
    if purchases.discounted is None:
        return Verdict(False, "no_order")
    # 29 of 100 orders and 29 % divide to the very same float; a product with 100 would not.
    if args.at_least is not None and purchases.discounted < args.at_least / 100:
        return Verdict(False, "discounted_less")
    few = args.at_most is None or purchases.discounted <= args.at_most / 100
    return Verdict.when(few, "discounted_more")
