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
    pairs: list[tuple[int, int, float, int]] = []
    as_product: dict[int, tuple[float, int]] = {}
    as_partner: dict[int, tuple[float, int]] = {}
    for product, partner, weight, visits in rows:
        if product == ANY:
            as_partner[partner] = weight, visits
        elif partner == ANY:
            as_product[product] = weight, visits
        elif visits >= floor:
            pairs.append((product, partner, weight, visits))
            if symmetric:
                pairs.append((partner, product, weight, visits))
    if symmetric:
        as_product = as_partner
    product_ids, partner_ids, weights, together = (
        np.array([pair[column] for pair in pairs], dtype=kind)
        for column, kind in enumerate((np.int64, np.int64, np.float64, np.int64))
    )
    # A pair whose products' own visits are not known, because others wrote the table, is its own.
    own = [as_product.get(pair[0], pair[2:]) for pair in pairs]
    other = [as_partner.get(pair[1], pair[2:]) for pair in pairs]
    own_weight, other_weight = (
        np.maximum([weight for weight, _ in known], np.finfo(np.float64).tiny)
        for known in (own, other)
    )
    score = (
        weights
        / (own_weight**OWN_POWER * other_weight**PARTNER_POWER)
        * together
        / (together + SHRINK)
    )
    order = np.lexsort((partner_ids, -score, product_ids))
    sorted_products = product_ids[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_products, sorted_products) + 1
    order, rank = order[rank <= top_n], rank[rank <= top_n]
    return Ranked(
        product_ids[order],
        partner_ids[order],
        rank,
        score[order],
        together[order],
        np.array([visits for _, visits in own], dtype=np.int64)[order],
        np.array([visits for _, visits in other], dtype=np.int64)[order],
    )
