"""Keeps out what is in certain categories."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """Those below a category belong to it."""

    categories: tuple[int, ...] = field(
        metadata={"words": _("in %s"), "label": _("In these categories"), "ref": "category"}
    )


@filter(
    "category_out", label=_("In certain categories"), args=Args, needs=("candidate.categories",)
)
def category_out(page: Page, product: Product, args: Args) -> Verdict:
    """No for a product in or below one of the categories."""
    return Verdict.when(product.all_category_ids.isdisjoint(args.categories), "category_left_out")
