"""The page is about one of certain products."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import Key, _, condition


@dataclass(frozen=True)
class Args:
    """Any of these products; a parent stands for its variants."""

    products: tuple[int, ...] = field(
        metadata={"words": _("the page is about %s"), "label": _("Products"), "ref": "product"}
    )


def keys(args: Args) -> Iterable[Key]:
    """The page is about one of them."""
    return [("product", pk) for pk in args.products]


@condition("on_product", label=_("On the page of a product"), args=Args, keys=keys)
def on_product(page: Page, args: Args) -> Verdict:
    """Yes on the page of one of the products, or of a variant of one."""
    if page.product is None:
        return Verdict(False, "product_unknown")
    named = page.product.id in args.products or page.product.family in args.products
    return Verdict.when(named, "other_product")
