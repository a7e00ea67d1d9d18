"""Keeps out what is in none of certain categories."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """Those below a category belong to it."""

    categories: tuple[int, ...] = field(
        metadata={
            "words": _("outside of %s"),
            "label": _("Outside of these categories"),
            "ref": "category",
        }
    )


@filter(
    "category_in",
    label=_("Outside of certain categories"),
    args=Args,
    needs=("candidate.categories",),
)
def category_in(page: Page, product: Product, args: Args) -> Verdict:
    """No unless the product is in or below one of the categories."""
    inside = not product.all_category_ids.isdisjoint(args.categories)
    return Verdict.when(inside, "outside_categories")
