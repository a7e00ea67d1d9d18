"""The basket holds certain products, or products of certain categories."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import Key, _, condition


@dataclass(frozen=True)
class Args:
    """Any of the products (a parent stands for its variants) or categories counts."""

    products: tuple[int, ...] = field(
        default=(),
        metadata={"words": _("the basket holds %s"), "label": _("Products"), "ref": "product"},
    )
    categories: tuple[int, ...] = field(
        default=(),
        metadata={
            "words": _("the basket holds something of %s"),
            "before": _(" or "),
            "label": _("Categories"),
            "ref": "category",
        },
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
    """The basket holds one of the products, or one of a category; without any: never."""
    return [
        *(("basket.product", pk) for pk in args.products),
        *(("basket.category", pk) for pk in args.categories),
    ]


@condition(
    "basket_contains",
    label=_("Basket contains"),
    words=_("the basket holds certain things"),
    args=Args,
    needs=("basket.lines", "basket.categories"),
    keys=keys,
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
