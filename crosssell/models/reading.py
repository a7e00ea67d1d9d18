"""Plain reads of what was learned: a cursor and tuples, because a page asks for them every time.

Through model instances the same rows cost ten times as much.
"""

from collections import defaultdict
from collections.abc import Collection
from math import log1p
from typing import NamedTuple

from django.db.models import Q

from crosssell.core.heads import depth
from crosssell.models.copurchase import Bestseller
from crosssell.models.matrix import MatrixEntry
from crosssell.models.rows import rows

_OF_PRODUCT = """
SELECT partner_id, score, orders_together, product_orders FROM crosssell_pair
WHERE run_id = %s AND place = 'page' AND product_id = %s AND rank <= %s ORDER BY rank
"""
_OF_BASKET = """
SELECT product_id, partner_id, score FROM crosssell_pair
WHERE run_id = %s AND place = 'basket' AND product_id IN (ids) AND rank <= %s
"""
_OF_WINDOW = """
SELECT product_id, orders, rank FROM crosssell_bestseller
WHERE run_id = %s AND "window" = %s AND (rank = 1 OR product_id IN (ids))
"""
POPULARITY_WINDOW = 90


def pairs_of_product(
    run_id: int | None, product_id: int, limit: int
) -> list[tuple[int, float, int, int]]:
    """The product's partners, best first: (partner, score, orders with both, orders with it)."""
    if run_id is None:
        return []
    return rows(_OF_PRODUCT, (run_id, product_id, limit))


def pairs_of_basket(
    run_id: int | None, product_ids: Collection[int], limit: int
) -> list[tuple[int, float]]:
    """Partners of all these products, best first: (partner, sum of its scores).

    The products themselves are left out. Equal scores come in the order of ids.
    """
    sums: dict[int, float] = {}
    for _, partner_id, score in _of_basket(run_id, product_ids):
        sums[partner_id] = sums.get(partner_id, 0.0) + score
    for product_id in product_ids:
        sums.pop(product_id, None)
    return sorted(sums.items(), key=lambda found: (-found[1], found[0]))[:limit]


def parts_of_basket(
    run_id: int | None, product_ids: Collection[int]
) -> dict[int, dict[int, float]]:
    """What each product adds to each partner's sum: {partner: {product: score}}."""
    parts: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for product_id, partner_id, score in _of_basket(run_id, product_ids):
        parts[partner_id][product_id] = score
    return dict(parts)


def _of_basket(run_id: int | None, product_ids: Collection[int]) -> list[tuple[int, int, float]]:
    """The heads of the products' lists: (product, partner, score)."""
    if run_id is None or not product_ids:
        return []
    sql = _OF_BASKET.replace("ids", _marks(product_ids))
    return rows(sql, (run_id, *product_ids, depth(len(product_ids))))


def bestsellers(
    run_id: int | None, windows: Collection[int], limit: int
) -> dict[int, list[tuple[int, int]]]:
    """By window, best first: (product, its orders in the window). One query."""
    found: dict[int, list[tuple[int, int]]] = {window: [] for window in windows}
    if run_id is None or not windows:
        return found
    best = Bestseller.objects.filter(run_id=run_id, window__in=set(windows), rank__lte=limit)
    for window, product_id, orders in best.order_by("window", "rank").values_list(
        "window", "product_id", "orders"
    ):
        found[window].append((product_id, orders))
    return found


def popularity(run_id: int | None, product_ids: Collection[int]) -> dict[int, float]:
    """How well each product sold in 90 days: log(1 + orders) / log(1 + those of the best).

    1 for the best seller of the shop, 0 for what is not among the first that the run holds.
    """
    return _shares(run_id, POPULARITY_WINDOW, product_ids)


def season(run_id: int | None, product_ids: Collection[int]) -> dict[int, float]:
    """How well each product sold in these four weeks of last year, as ``popularity`` does."""
    return _shares(run_id, Bestseller.SEASON, product_ids)


def _shares(run_id: int | None, window: int, product_ids: Collection[int]) -> dict[int, float]:
    found = dict.fromkeys(product_ids, 0.0)
    if run_id is None or not found:
        return found
    sold = rows(_OF_WINDOW.replace("ids", _marks(found)), (run_id, window, *found))
    best = next((orders for _, orders, rank in sold if rank == 1), 0)
    for product_id, orders, _ in sold:
        if product_id in found:
            found[product_id] = log1p(orders) / log1p(best)
    return found


class Entry(NamedTuple):
    """A row of the matrix: one main and one companion, each a product or a category."""

    main_product: int | None
    main_category: int | None
    companion_product: int | None
    companion_category: int | None
    reason: str

    def belongs(self, product_ids: Collection[int], category_ids: Collection[int]) -> bool:
        """Whether the main is one of these."""
        return self.main_product in product_ids or self.main_category in category_ids


def matrix_entries(product_ids: Collection[int], category_ids: Collection[int]) -> list[Entry]:
    """The rows of these mains in the order of their positions, in one query."""
    if not product_ids and not category_ids:
        return []
    entries = MatrixEntry.objects.filter(
        Q(main_product_id__in=product_ids) | Q(main_category_id__in=category_ids), active=True
    )
    fields = (f"{field}_id" if field != "reason" else field for field in Entry._fields)
    return [Entry(*row) for row in entries.order_by("position", "pk").values_list(*fields)]


def _marks(ids: Collection[int]) -> str:
    return ", ".join(["%s"] * len(ids))
