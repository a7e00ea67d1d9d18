"""The merchant's own table: main product or category -> companion -> reason."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import matrix_rows as rows_of_the_matrix
from crosssell.models.amounts import readiness, words
from crosssell.models.reading import matrix_rows
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


@strategy(
    "matrix",
    label=_("Matrix of companions"),
    needs=("product.categories", "basket.lines", "basket.categories", "category", "order"),
    context=None,
    readiness=readiness_of,
)
def matrix(page: Page, asks: Sequence[NoArgs], source: Source) -> list[list[Candidate]]:
    """Companions of the page's product, else of its category, else of what is being bought.

    In the order of the rows; a companion category stands for its bestsellers, then its newest.
    The score is 1 / rank.
    """
    products, categories = _mains(page)
    rows = matrix_rows(products, categories)
    wanted = [category for _product, category, _reason in rows if category is not None]
    shelves = of_categories(source.run_id, sorted(set(wanted)), source.as_of)
    found: dict[int, str] = {}
    for product_id, category_id, reason in rows:
        ids = [product_id] if category_id is None else shelves[category_id][:MOST_OF_CATEGORY]
        for companion in ids:
            if companion is not None:
                found.setdefault(companion, reason)
    candidates = [
        Candidate(product_id, 1 / rank, {"rank": float(rank)}, reason=reason)
        for rank, (product_id, reason) in enumerate(found.items(), start=1)
    ][: source.limit]
    return [candidates for _ask in asks]


def _mains(page: Page) -> tuple[set[int], set[int]]:
    if page.product is not None:
        return {page.product.id, page.product.family}, set(page.category_ids or ())
    if page.category_id is not None:
        return set(), set(page.category_ids or ())
    lines = page.order or (page.basket.lines if page.basket is not None else ())
    products = {line.product_id for line in lines} | {line.family for line in lines}
    return products, {category for line in lines for category in line.category_ids}
