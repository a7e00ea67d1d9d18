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


def of_pages(
    pages: Sequence[Page], asks: Sequence[NoArgs], source: Source
) -> list[list[list[Candidate]]]:
    """As ``same_category`` for each page: one query for the categories of all of them."""
    wanted = [sorted(_categories(page)) for page in pages]
    every = sorted({category for some in wanted for category in some})
    shelves = of_categories(source.run_id, every, source.as_of)
    lists = [in_turn([shelves[category] for category in some], source.limit) for some in wanted]
    return [[_candidates(ids)] * len(asks) for ids in lists]


@strategy(
    "same_category",
    label=_("Same category"),
    words=_("products of the same category"),
    needs=("category", "product.categories"),
    context=("product", "category"),
    readiness=readiness_of,
    together=of_pages,
)
def same_category(page: Page, asks: Sequence[NoArgs], source: Source) -> list[list[Candidate]]:
    """Products in or below the page's category, or beside its product: bestsellers, then newest.

    The score is 1 / rank. A product filed in several categories takes from them in turn.
    """
    return of_pages([page], asks, source)[0]


def _categories(page: Page) -> frozenset[int]:
    if page.category_id is not None:
        return frozenset({page.category_id})
    return page.product.category_ids if page.product is not None else frozenset()


def _candidates(ids: Sequence[int]) -> list[Candidate]:
    return [
        Candidate(product_id, 1 / rank, {"rank": float(rank)}, reason=_("From the same category"))
        for rank, product_id in enumerate(ids, start=1)
    ]


def in_turn(lists: Sequence[Sequence[int]], limit: int) -> list[int]:
    """The first of each list, then the second of each, without repeats, up to ``limit``."""
    found: dict[int, None] = {}
    for place in range(max((len(ids) for ids in lists), default=0)):
        found.update(dict.fromkeys(ids[place] for ids in lists if place < len(ids)))
        if len(found) >= limit:
            break
    return list(found)[:limit]
