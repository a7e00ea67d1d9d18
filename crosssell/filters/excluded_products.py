"""Keeps out certain products, whatever their score."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """Any of these products; a parent stands for its variants."""

    products: tuple[int, ...] = field(
        metadata={"words": "%s", "label": _("Products"), "ref": "product"}
    )


@filter("excluded_products", label=_("Certain products"), args=Args)
def excluded_products(page: Page, product: Product, args: Args) -> Verdict:
    """No for one of the products, or a variant of one."""
    named = product.id in args.products or product.family in args.products
    return Verdict.when(not named, "product_left_out")
