"""More from the category of the page."""

from collections.abc import Sequence

from crosssell.core.data import Candidate, Page, Source
from crosssell.models.reading import category_products
from crosssell.registry import NoArgs, _, strategy


@strategy(
    "same_category",
    label=_("Same category"),
    needs=("category", "product.categories"),
    context=("product", "category"),
)
def same_category(page: Page, asks: Sequence[NoArgs], source: Source) -> list[list[Candidate]]:
    """Products in or below the page's category, or beside its product: bestsellers, then newest.

    The score is 1 / rank. A product filed in several categories takes from them in turn.
    """
    if page.category_id is not None:
        categories = frozenset({page.category_id})
    else:
        categories = page.product.category_ids if page.product is not None else frozenset()
    lists = category_products(source.run_id, sorted(categories), source.limit + 1)
    found = [
        Candidate(product_id, 1 / rank, {"rank": float(rank)}, reason=_("From the same category"))
        for rank, product_id in enumerate(in_turn(list(lists.values()), source.limit), start=1)
    ]
    return [found for _ask in asks]


def in_turn(lists: Sequence[Sequence[int]], limit: int) -> list[int]:
    """The first of each list, then the second of each, without repeats, up to ``limit``."""
    longest = max((len(ids) for ids in lists), default=0)
    mixed = (ids[place] for place in range(longest) for ids in lists if place < len(ids))
    return list(dict.fromkeys(mixed))[:limit]
