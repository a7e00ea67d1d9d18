"""The page's order holds certain products."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import Key, _, condition


@dataclass(frozen=True)
class Args:
    """Any of the products counts; a parent stands for its variants."""

    products: tuple[int, ...] = field(
        metadata={"words": _("the order holds %s"), "label": _("Products"), "ref": "product"}
    )
    at_least: int = field(
        default=1,
        metadata={
            "words": _("at least %s of them"),
            "label": _("Pieces of them at least"),
            "min": 1,
            "max": 10_000,
        },
    )


def keys(args: Args) -> Iterable[Key]:
    """The order holds one of them."""
    return [("order.product", pk) for pk in args.products]


@condition("order_contains", label=_("Order contains"), args=Args, needs=("order",), keys=keys)
def order_contains(page: Page, args: Args) -> Verdict:
    """Yes where the order of a thank-you page or mail holds at least so many pieces of them."""
    if page.order is None:
        return Verdict(False, "order_unknown")
    products = frozenset(args.products)
    pieces = sum(
        line.quantity
        for line in page.order
        if line.product_id in products or line.family in products
    )
    return Verdict.when(pieces >= args.at_least, "not_in_order")
