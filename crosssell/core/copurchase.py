"""Turns orders into scored pairs of products bought together.

The score of partner j for product i, with one preset for a page and one for a basket:

    s_ij = [ c_ij / (n_i^0.5 * n_j^b) * r_ij / (r_ij + 2) ]^p

``c_ij`` sums ``2^(-age / half life) / sqrt(products - 1)`` over the common orders, ``n_i`` is the
number of orders of i, decayed by the same half life, and ``r_ij`` the plain number of common
orders. Ages count from the newest order given. The formula and its constants are this project's
own: they measured best on four data sets (see docs/decisions).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from crosssell.core import copurchase_kernel as kernel
from crosssell.core.copurchase_kernel import Floats, Ints, Longs
from crosssell.core.orders import OrderLog

MICROSECONDS_A_DAY = 86_400_000_000
MOST_ROWS_AT_ONCE = 1_024
SHARES_A_THREAD = 24
ACCUMULATOR = np.dtype(
    {
        "names": ["sum", "seen", "buyer"],
        "formats": [np.float64, np.int64, np.int32],
        "offsets": [0, 8, 16],
        "itemsize": 24,
    }
)


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
    counter = _Counter(log, options, weight, factors)
    parts, pairs = counter.run(progress)
    places = []
    for index, preset in enumerate(presets):
        product, partner, together, keys, rank = (
            np.concatenate([part[index][column] for part in parts]) for column in range(5)
        )
        keys *= decayed[product] ** -preset.own_power
        score = keys if preset.score_power == 1 else keys**preset.score_power
        places.append(Partners(preset.place, product, partner, rank, score, together))
        for part in parts:
            part[index] = ()
    return Learned(tuple(places), plain, pairs)


def order_decay(log: OrderLog, half_life_days: float) -> Floats:
    """What each order still weighs: 1 for the newest, half at the half life."""
    if not len(log.ordered_at):
        return np.zeros(0, dtype=np.float64)
    age = (log.ordered_at.max() - log.ordered_at) / MICROSECONDS_A_DAY
    return np.asarray(np.exp2(-age / half_life_days), dtype=np.float64)


def threads() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Counter:
    """Counts rows of products on all processors, in memory that does not grow with the pairs."""

    def __init__(self, log: OrderLog, options: Options, weight: Floats, factors: Floats) -> None:
        self.log, self.options, self.weight, self.factors = log, options, weight, factors
        self.most = options.max_order_lines or np.iinfo(np.int32).max
        self.rows = np.zeros(log.product_count + 1, dtype=np.int64)
        self.work = np.zeros(log.product_count, dtype=np.int64)
        kernel.count_rows(log.starts, log.products, self.most, self.rows, self.work)
        np.cumsum(self.rows, out=self.rows)
        self.orders = np.empty(self.rows[-1], dtype=np.int32)
        filled = np.zeros(log.product_count, dtype=np.int32)
        kernel.fill_rows(log.starts, log.products, self.most, self.rows, filled, self.orders)
        self.free: list[tuple[Floats, Longs, Ints, Ints]] = []

    def shares(self, workers: int) -> Iterator[tuple[int, int]]:
        """Cuts the products into stretches of about equal work."""
        done = np.cumsum(self.work + 1)
        target = max(int(done[-1]) // (workers * SHARES_A_THREAD), 1) if len(done) else 1
        first = 0
        while first < len(done):
            before = int(done[first - 1]) if first else 0
            last = int(np.searchsorted(done, before + target)) + 1
            last = min(last, first + MOST_ROWS_AT_ONCE, len(done))
            yield first, last
            first = last

    def run(
        self, progress: Callable[[float], None] | None
    ) -> tuple[list[list[tuple[np.ndarray, ...]]], int]:
        workers = threads()
        shares = list(self.shares(workers))
        parts: list[list[tuple[np.ndarray, ...]]] = []
        pairs = 0
        with ThreadPoolExecutor(workers) as pool:
            for part, passed in pool.map(self.count, shares):
                parts.append(part)
                pairs += passed
                if progress:
                    progress(len(parts) / len(shares))
        return parts or [self.count((0, 0))[0]], pairs

    def count(self, share: tuple[int, int]) -> tuple[list[tuple[np.ndarray, ...]], int]:
        """The best partners of one stretch of products, a tuple of columns for each preset."""
        first, last = share
        log, options = self.log, self.options
        shape = (len(self.factors), last - first, options.top_n)
        found = np.zeros(shape[:2], dtype=np.int32)
        partners, together = np.empty(shape, dtype=np.int32), np.empty(shape, dtype=np.int32)
        keys = np.empty(shape, dtype=np.float64)
        accumulator = self.free.pop() if self.free else self.accumulator()
        passed = kernel.best_partners(
            first, last, log.starts, log.products, self.most, self.weight, log.buyer,
            self.rows, self.orders, self.factors, options.shrink, options.floor(len(log)),
            options.buyers(len(log)), *accumulator, found, partners, together, keys,
        )  # fmt: skip
        self.free.append(accumulator)
        parts = []
        for preset in range(shape[0]):
            row, rank = np.nonzero(np.arange(options.top_n) < found[preset][:, None])
            columns = (partners, together, keys)
            picked = [column[preset][row, rank] for column in columns]
            product = (row + first).astype(np.int32)
            parts.append((product, *picked, (rank + 1).astype(np.int32)))
        return parts, passed

    def accumulator(self) -> tuple[Floats, Longs, Ints, Ints]:
        """Sum, count and last buyer lie side by side: a product is one place in memory."""
        products = self.log.product_count
        table = np.zeros(products, dtype=ACCUMULATOR)
        table["buyer"] = -1
        touched = np.empty(products + 1, dtype=np.int32)
        return table["sum"], table["seen"], table["buyer"], touched
