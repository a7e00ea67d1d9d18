"""More from the category of the page."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import readiness, words
from crosssell.models.shelves import of_categories
from crosssell.oscar.amounts import products_filed
from crosssell.registry import NoArgs, _, strategy

ENOUGH = 20


def readiness_of(source: Source) -> Readiness:
    """Counts the products that are in a category."""
    count = products_filed()
    have = ngettext(
        "%(count)s product is in a category.", "%(count)s products are in a category.", count
    ) % {"count": words(count)}
    return readiness(count, ENOUGH, have, gettext("Put products into categories."))


@strategy(
    "same_category",
    label=_("Same category"),
    needs=("category", "product.categories"),
    context=("product", "category"),
    readiness=readiness_of,
)
def same_category(page: Page, asks: Sequence[NoArgs], source: Source) -> list[list[Candidate]]:
    """Products in or below the page's category, or beside its product: bestsellers, then newest.

    The score is 1 / rank. A product filed in several categories takes from them in turn.
    """
    if page.category_id is not None:
        categories = frozenset({page.category_id})
    else:
        categories = page.product.category_ids if page.product is not None else frozenset()
    shelves = of_categories(source.run_id, sorted(categories), source.as_of)
    found = [
        Candidate(product_id, 1 / rank, {"rank": float(rank)}, reason=_("From the same category"))
        for rank, product_id in enumerate(in_turn(list(shelves.values()), source.limit), start=1)
    ]
    return [found for _ask in asks]


def in_turn(lists: Sequence[Sequence[int]], limit: int) -> list[int]:
    """The first of each list, then the second of each, without repeats, up to ``limit``."""
    found: dict[int, None] = {}
    for place in range(max((len(ids) for ids in lists), default=0)):
        found.update(dict.fromkeys(ids[place] for ids in lists if place < len(ids)))
        if len(found) >= limit:
            break
    return list(found)[:limit]
