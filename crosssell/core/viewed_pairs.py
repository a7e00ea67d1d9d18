"""Pairs of products viewed in one visit, or viewed and then bought: which, and how good.

The score of partner j for product i is that of products bought together:

    s_ij = c_ij / (n_i^0.5 * n_j^0.1) * r_ij / (r_ij + 2)

``c_ij`` and ``n_i`` are visits, each decayed by its age; ``r_ij`` is the plain number of common
visits. Visits of one product alone say nothing of pairs and are in none of these numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# In place of a product's id: the visits of the other one, with whatever product beside it.
ANY = 0
OWN_POWER, PARTNER_POWER, SHRINK = 0.5, 0.1, 2.0

ROW = np.dtype(
    [("product", np.int64), ("partner", np.int64), ("weight", np.float64), ("visits", np.int64)]
)

Numbers = NDArray[Any]


def of_view(product: int, before: Collection[int]) -> Iterator[tuple[int, int]]:
    """What the first view of ``product`` adds to a visit that viewed ``before``: (lower, higher).

    Nothing where it was viewed before. (ANY, product) counts the visit of each product once.
    """
    if product in before or not before:
        return
    if len(before) == 1:
        # The visit's first product had no partner until now, so its visit was not counted.
        yield from ((ANY, first) for first in before)
    yield ANY, product
    for other in before:
        yield min(product, other), max(product, other)


def of_order(before: Collection[int], bought: Collection[int]) -> Iterator[tuple[int, int]]:
    """What an order adds to a visit that viewed ``before``: (viewed, bought).

    (viewed, ANY) and (ANY, bought) count the order of each product once.
    """
    if not before or not bought:
        return
    yield from ((viewed, ANY) for viewed in before)
    yield from ((ANY, product) for product in bought)
    for viewed in before:
        yield from ((viewed, product) for product in bought if product != viewed)


@dataclass(frozen=True)
class Ranked:
    """The best partners: rows sorted by product, then rank (from 1); all columns of one length."""

    product: Numbers
    partner: Numbers
    rank: Numbers
    score: Numbers
    together: Numbers
    product_visits: Numbers
    partner_visits: Numbers


def ranked(
    rows: Iterable[tuple[int, int, float, int]], symmetric: bool, floor: int, top_n: int
) -> Ranked:
    """Ranks partners from (product, partner, decayed visits, visits).

    ``symmetric``: each pair is listed once and counts for both. Pairs of fewer than ``floor``
    visits are left out. Equal scores rank by the partner's id.
    """
    table = np.fromiter(rows, dtype=ROW)
    as_product, as_partner = table[table["partner"] == ANY], table[table["product"] == ANY]
    pairs = table[
        (table["product"] != ANY) & (table["partner"] != ANY) & (table["visits"] >= floor)
    ]
    product, partner = pairs["product"], pairs["partner"]
    if symmetric:
        as_product = as_partner
        product, partner = np.concatenate([product, partner]), np.concatenate([partner, product])
        pairs = np.concatenate([pairs, pairs])
    own, own_visits = _visits_of(product, as_product, pairs)
    other, other_visits = _visits_of(partner, as_partner, pairs)
    together = pairs["visits"]
    damped = own**OWN_POWER * other**PARTNER_POWER
    score = pairs["weight"] / damped * together / (together + SHRINK)
    order = np.lexsort((partner, -score, product))
    product = product[order]
    rank = np.arange(len(order)) - np.searchsorted(product, product) + 1
    best = rank <= top_n
    order = order[best]
    return Ranked(
        product[best],
        partner[order],
        rank[best],
        score[order],
        together[order],
        own_visits[order],
        other_visits[order],
    )


def _visits_of(ids: Numbers, known: Numbers, pairs: Numbers) -> tuple[Numbers, Numbers]:
    """The visits of each id, decayed and plain.

    Those of the pair where the table does not tell, because others wrote it.
    """
    source = pairs
    if len(known):
        known_ids = known["product"] + known["partner"]
        order = np.argsort(known_ids)
        at = np.searchsorted(known_ids, ids, sorter=order)
        at[at == len(known)] = 0
        source = np.where(known_ids[order[at]] == ids, known[order[at]], pairs)
    return np.maximum(source["weight"], np.finfo(np.float64).tiny), source["visits"]
