"""The partners of one product or of many, by the place that they were learned for.

For what a page asks for every time: a cursor and tuples, as in ``reading``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from crosssell.models.rows import rows

ROWS = 600
LEAST_DEPTH, MOST_DEPTH = 5, 50

_HEADS = """
SELECT place, product_id, partner_id, rank, score, orders_together, product_orders
FROM crosssell_pair WHERE run_id = %s AND place = %s AND product_id IN (ids) AND rank <= %s
"""


class Head(NamedTuple):
    """A pair of the first ranks. What the counts count, depends on the place (see ``Pair``)."""

    place: str
    product_id: int
    partner_id: int
    rank: int
    score: float
    together: int
    orders: int


class Partner(NamedTuple):
    """A partner with the sum of its scores, by product, and its plain counts (of the best)."""

    product_id: int
    score: float
    parts: Mapping[int, float]
    together: int
    orders: int


def heads(
    run_id: int | None, wanted: Mapping[str, Collection[int]], depth: int | None = None
) -> list[Head]:
    """The first ``depth`` pairs of each product, by place, in one query; in no certain order.

    Without a depth, as many as make a bounded number of rows.
    """
    wanted = {place: ids for place, ids in wanted.items() if ids}
    if run_id is None or not wanted:
        return []
    if depth is None:
        depth = ROWS // sum(len(ids) for ids in wanted.values())
        depth = min(max(depth, LEAST_DEPTH), MOST_DEPTH)
    parts, values = [], list[int | str]()
    for place, ids in wanted.items():
        parts.append(_HEADS.replace("ids", ", ".join(["%s"] * len(ids))))
        values += [run_id, place, *ids, depth]
    return [Head(*row) for row in rows(" UNION ALL ".join(parts), values)]


def partners(
    run_id: int | None, place: str, product_ids: Collection[int], limit: int
) -> list[Partner]:
    """Partners of all these products, best first; the products themselves are left out.

    Equal scores come in the order of ids.
    """
    own = set(product_ids)
    depth = limit if len(own) == 1 else None
    parts: defaultdict[int, dict[int, float]] = defaultdict(dict)
    counts: dict[int, tuple[int, int]] = {}
    for head in heads(run_id, {place: sorted(own)}, depth):
        if head.partner_id not in own:
            parts[head.partner_id][head.product_id] = head.score
            counts[head.partner_id] = max(
                counts.get(head.partner_id, (0, 0)), (head.together, head.orders)
            )
    found = [
        Partner(pk, sum(some[one] for one in sorted(some)), some, *counts[pk])
        for pk, some in parts.items()
    ]
    found.sort(key=lambda one: (-one.score, one.product_id))
    return found[:limit]
