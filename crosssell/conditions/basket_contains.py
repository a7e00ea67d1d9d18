"""The basket holds certain products, or products of certain categories."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Any of the products (a parent stands for its variants) or categories counts."""

    products: tuple[int, ...] = field(
        default=(), metadata={"label": _("Products"), "ref": "product"}
    )
    categories: tuple[int, ...] = field(
        default=(), metadata={"label": _("Categories"), "ref": "category"}
    )
    at_least: int = field(
        default=1, metadata={"label": _("Pieces of them at least"), "min": 1, "max": 10_000}
    )


@condition(
    "basket_contains",
    label=_("Basket contains"),
    args=Args,
    needs=("basket.lines", "basket.categories"),
)
def basket_contains(page: Page, args: Args) -> Verdict:
    """Yes when the basket holds at least so many pieces of what is named."""
    if page.basket is None:
        return Verdict(False, "basket_unknown")
    products, categories = frozenset(args.products), frozenset(args.categories)
    pieces = sum(
        line.quantity
        for line in page.basket.lines
        if line.product_id in products
        or line.family in products
        or not categories.isdisjoint(line.category_ids)
    )
    return Verdict.when(pieces >= args.at_least, "not_in_basket")
