"""The shopper has looked at certain products lately, or at products of certain categories."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Any of the products or categories counts; categories below them too."""

    products: tuple[int, ...] = field(
        default=(),
        metadata={"words": _("%s was viewed recently"), "label": _("Products"), "ref": "product"},
    )
    categories: tuple[int, ...] = field(
        default=(),
        metadata={
            "words": _("something of %s was viewed recently"),
            "before": _(" or "),
            "label": _("Categories"),
            "ref": "category",
        },
    )


@condition(
    "viewed_recently",
    label=_("Viewed recently"),
    words=_("certain things were viewed recently"),
    args=Args,
    needs=("viewed", "viewed.categories"),
)
def viewed_recently(page: Page, args: Args) -> Verdict:
    """Yes when one of what is named is among the pages that the browser still remembers."""
    if page.viewed is None:
        return Verdict(False, "viewed_unknown")
    if not frozenset(page.viewed).isdisjoint(args.products):
        return Verdict(True)
    if args.categories and page.viewed_category_ids is None:
        return Verdict(False, "viewed_unknown")
    categories = page.viewed_category_ids or frozenset()
    return Verdict.when(not categories.isdisjoint(args.categories), "not_viewed")
