"""The merchant's own table: main product or category -> companion -> reason."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import matrix_rows as rows_of_the_matrix
from crosssell.models.amounts import readiness, words
from crosssell.models.reading import Entry, matrix_entries
from crosssell.models.shelves import of_categories
from crosssell.registry import NoArgs, _, strategy

MOST_OF_CATEGORY = 10
ENOUGH = 10


def readiness_of(source: Source) -> Readiness:
    """Counts the rows that are on."""
    count = rows_of_the_matrix()
    have = ngettext("%(count)s row is on.", "%(count)s rows are on.", count)
    missing = gettext("Add rows to the matrix, or import them from a table.")
    return readiness(count, ENOUGH, have % {"count": words(count)}, missing)


def of_pages(
    pages: Sequence[Page], asks: Sequence[NoArgs], source: Source
) -> list[list[list[Candidate]]]:
    """As ``matrix`` for each page: one query for the rows of all of them, one for categories."""
    mains = [_mains(page) for page in pages]
    products, categories = (set[int]().union(*some) for some in zip(*mains, strict=True))
    entries = matrix_entries(products, categories)
    wanted = {one.companion_category for one in entries if one.companion_category is not None}
    shelves = of_categories(source.run_id, sorted(wanted), source.as_of)
    lists = [
        _companions([one for one in entries if one.belongs(*own)], shelves)[: source.limit]
        for own in mains
    ]
    return [[found] * len(asks) for found in lists]


@strategy(
    "matrix",
    label=_("Matrix of companions"),
    words=_("companions from the matrix"),
    needs=("product.categories", "basket.lines", "basket.categories", "category", "order"),
    context=None,
    readiness=readiness_of,
    together=of_pages,
)
def matrix(page: Page, asks: Sequence[NoArgs], source: Source) -> list[list[Candidate]]:
    """Companions of the page's product, else of its category, else of what is being bought.

    In the order of the rows; a companion category stands for its bestsellers, then its newest.
    The score is 1 / rank.
    """
    return of_pages([page], asks, source)[0]


def _companions(entries: Sequence[Entry], shelves: Mapping[int, list[int]]) -> list[Candidate]:
    found: dict[int, str] = {}
    for entry in entries:
        if entry.companion_product is not None:
            found.setdefault(entry.companion_product, entry.reason)
        elif entry.companion_category is not None:
            for companion in shelves[entry.companion_category][:MOST_OF_CATEGORY]:
                found.setdefault(companion, entry.reason)
    return [
        Candidate(product_id, 1 / rank, {"rank": float(rank)}, reason=reason)
        for rank, (product_id, reason) in enumerate(found.items(), start=1)
    ]


def _mains(page: Page) -> tuple[set[int], set[int]]:
    if page.product is not None:
        return {page.product.id, page.product.family}, set(page.category_ids or ())
    if page.category_id is not None:
        return set(), set(page.category_ids or ())
    lines = page.order or (page.basket.lines if page.basket is not None else ())
    products = {line.product_id for line in lines} | {line.family for line in lines}
    return products, {category for line in lines for category in line.category_ids}
