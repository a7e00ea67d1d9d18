"""The page is about a category, or a product in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import Key, _, condition


@dataclass(frozen=True)
class Args:
    """Any of these categories; those below them count too."""

    categories: tuple[int, ...] = field(
        metadata={"words": _("the page is in %s"), "label": _("Categories"), "ref": "category"}
    )


def keys(args: Args) -> Iterable[Key]:
    """The page is about one of them, or a product below one."""
    return [("category", pk) for pk in args.categories]


@condition(
    "in_category",
    label=_("In category"),
    args=Args,
    needs=("category", "product.categories"),
    keys=keys,
)
def in_category(page: Page, args: Args) -> Verdict:
    """Yes on the page of one of the categories, or of a product in or below one."""
    if page.category_ids is None:
        return Verdict(False, "category_unknown")
    return Verdict.when(not page.category_ids.isdisjoint(args.categories), "other_category")
