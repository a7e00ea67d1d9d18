"""Keeps out what is in other categories than the page, or in the same."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter

WHICH = (
    ("other", _("Products of other categories")),
    ("same", _("Products of the same category")),
)
SAID = {"other": _("of other categories than the page's"), "same": _("of the page's category")}


@dataclass(frozen=True)
class Args:
    """One of the two."""

    keep_out: str = field(metadata={"words": SAID, "label": _("Keep out"), "choices": WHICH})


@filter(
    "page_category",
    label=_("Category beside the page's"),
    args=Args,
    needs=("product.categories", "candidate.categories"),
)
def page_category(page: Page, product: Product, args: Args) -> Verdict:
    """No by whether the product is in, or below, a category of the page.

    That is the category that the page is about, or those in which its product is filed. Where
    there is none, there is nothing to compare: yes.
    """
    if page.category_id is not None:
        own = frozenset({page.category_id})
    else:
        own = page.product.category_ids if page.product is not None else frozenset()
    if not own:
        return Verdict(True)
    same = not own.isdisjoint(product.all_category_ids)
    if args.keep_out == "same":
        return Verdict.when(not same, "same_category")
    return Verdict.when(same, "not_same_category")
