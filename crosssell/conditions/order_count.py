"""How many orders the customer has placed lies in a range."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Orders that were kept, the present one of a thank-you page too."""

    at_least: int | None = field(
        default=None,
        metadata={
            "words": _("the customer has at least %s orders"),
            "one": _("the customer has at least one order"),
            "label": _("Orders at least"),
            "min": 0,
        },
    )
    at_most: int | None = field(
        default=None,
        metadata={
            "words": _("the customer has at most %s orders"),
            "one": _("the customer has at most one order"),
            "label": _("Orders at most"),
            "min": 0,
        },
    )


@condition(
    "order_count",
    label=_("Number of orders"),
    words=_("the customer has any number of orders"),
    args=Args,
    needs=("customer.purchases",),
)
def order_count(page: Page, args: Args) -> Verdict:
    """Yes when the signed-in customer has placed so many orders."""
    purchases = page.customer.purchases if page.customer is not None else None
    if purchases is None:
        return Verdict(False, "customer_unknown")
    if args.at_least is not None and purchases.orders < args.at_least:
        return Verdict(False, "few_orders")
    return Verdict.when(args.at_most is None or purchases.orders <= args.at_most, "many_orders")
