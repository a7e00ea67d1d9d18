"""Turns orders into scored pairs of products bought together.

The score of partner j for product i, with one preset for a page and one for a basket:

    s_ij = [ c_ij / (n_i^0.5 * n_j^b) * r_ij / (r_ij + 2) ]^p

``c_ij`` sums ``2^(-age / half life) / sqrt(products - 1)`` over the common orders, ``n_i`` is the
number of orders of i, decayed by the same half life, and ``r_ij`` the plain number of common
orders. Ages count from the newest order given. The formula and its constants are this project's
own: they measured best on four data sets (see docs/decisions).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from crosssell.core import copurchase_kernel as kernel
from crosssell.core.copurchase_kernel import Floats, Ints
from crosssell.core.orders import OrderLog
from crosssell.core.pair_counter import Accumulator, Counted, Counter, Found

MICROSECONDS_A_DAY = 86_400_000_000


@dataclass(frozen=True)
class Preset:
    """The exponents of the score for one place: own count, partner's count, whole score."""

    place: str
    own_power: float
    partner_power: float
    score_power: float


PAGE = Preset("page", 0.5, 0.1, 1.0)
BASKET = Preset("basket", 0.5, 0.3, 1.5)
PRESETS = (PAGE, BASKET)


@dataclass(frozen=True)
class Options:
    """How to learn. ``min_common_orders`` None picks the floor by the number of orders.

    ``max_order_lines`` 0 counts the pairs of every order in full, however large.
    """

    half_life_days: float = 180.0
    min_common_orders: int | None = None
    min_buyers: int = 2
    min_buyers_from_orders: int = 5_000
    max_order_lines: int = 200
    top_n: int = 50
    shrink: float = 2.0
    size_power: float = 0.5

    def floor(self, orders: int) -> int:
        """The least number of common orders a pair needs in a shop of so many orders."""
        if self.min_common_orders is not None:
            return self.min_common_orders
        return 1 if orders < 5_000 else 2 if orders < 50_000 else 3

    def buyers(self, orders: int) -> int:
        """The least number of different buyers a pair needs in a shop of so many orders."""
        return self.min_buyers if orders >= self.min_buyers_from_orders else 1


@dataclass(frozen=True)
class Partners:
    """The best partners for one place: rows sorted by product, then rank (from 1).

    Products are numbers into the log's products. Equal scores rank by the partner's number.
    """

    place: str
    product: Ints
    partner: Ints
    rank: Ints
    score: Floats
    orders_together: Ints


@dataclass(frozen=True)
class Learned:
    """What was learned: partners a place, each product's plain orders, pairs past the floor."""

    places: tuple[Partners, ...]
    product_orders: Ints
    pairs: int


def learn(
    log: OrderLog,
    options: Options | None = None,
    presets: Sequence[Preset] = PRESETS,
    progress: Callable[[float], None] | None = None,
) -> Learned:
    """Learns the best partners of every product from ``log``.

    ``progress`` is told the share done, between 0 and 1, from the calling thread.
    """
    options = options or Options()
    decay = order_decay(log, options.half_life_days)
    plain = np.zeros(log.product_count, dtype=np.int32)
    decayed = np.zeros(log.product_count, dtype=np.float64)
    kernel.product_totals(log.starts, log.products, decay, plain, decayed)
    sizes = np.diff(log.starts)
    weight = decay / np.maximum(sizes - 1, 1) ** options.size_power
    decayed = np.maximum(decayed, np.finfo(np.float64).tiny)
    factors = np.stack([decayed**-preset.partner_power for preset in presets])
    counted = _OrderCounter(log, options, weight, factors).run(progress)
    return Learned(scored(counted, presets, decayed), plain, counted.pairs)


def scored(counted: Counted, presets: Sequence[Preset], decayed: Floats) -> tuple[Partners, ...]:
    """The partners counted for each preset, with their scores.

    ``decayed`` is what is counted of each product (its orders), less what age takes. Gives up
    what was counted as it goes, because both at once would take twice the memory.
    """
    places = []
    for index, preset in enumerate(presets):
        product, partner, together, keys, rank = (
            np.concatenate([part[index][column] for part in counted.parts]) for column in range(5)
        )
        keys *= decayed[product] ** -preset.own_power
        score = keys if preset.score_power == 1 else keys**preset.score_power
        places.append(Partners(preset.place, product, partner, rank, score, together))
        for part in counted.parts:
            part[index] = ()
    return tuple(places)


def order_decay(log: OrderLog, half_life_days: float) -> Floats:
    """What each order still weighs: 1 for the newest, half at the half life."""
    if not len(log.ordered_at):
        return np.zeros(0, dtype=np.float64)
    age = (log.ordered_at.max() - log.ordered_at) / MICROSECONDS_A_DAY
    return np.asarray(np.exp2(-age / half_life_days), dtype=np.float64)


class _OrderCounter(Counter):
    """Counts pairs by the orders that hold both."""

    def __init__(self, log: OrderLog, options: Options, weight: Floats, factors: Floats) -> None:
        self.log, self.options, self.weight = log, options, weight
        self.most = options.max_order_lines or np.iinfo(np.int32).max
        rows = np.zeros(log.product_count + 1, dtype=np.int64)
        work = np.zeros(log.product_count, dtype=np.int64)
        kernel.count_rows(log.starts, log.products, self.most, rows, work)
        np.cumsum(rows, out=rows)
        super().__init__(work, options.top_n, factors)
        self.rows, self.orders = rows, np.empty(rows[-1], dtype=np.int32)
        filled = np.zeros(log.product_count, dtype=np.int32)
        kernel.fill_rows(log.starts, log.products, self.most, rows, filled, self.orders)

    def best(self, first: int, last: int, accumulator: Accumulator, found: Found) -> int:
        log, options = self.log, self.options
        return kernel.best_partners(
            first, last, log.starts, log.products, self.most, self.weight, log.buyer,
            self.rows, self.orders, self.factors, options.shrink, options.floor(len(log)),
            options.buyers(len(log)), *accumulator, *found,
        )  # fmt: skip
