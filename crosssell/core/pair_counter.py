"""Counts pairs, a stretch of products at a time, on all processors and in bounded memory.

What is counted (orders, customers) is the business of whoever fills in ``Counter.best``.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from crosssell.core.copurchase_kernel import Floats, Ints, Longs

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

Accumulator = tuple[Floats, Longs, Ints, Ints]
# How many partners each product has, then partner, plain count and key of each.
Found = tuple[Ints, Ints, Ints, Floats]
Part = list[tuple[np.ndarray, ...]]


@dataclass(frozen=True)
class Counted:
    """Stretches of products, each with columns for each preset, and how many pairs passed.

    The columns are product, partner, plain count, key, rank (from 1).
    """

    parts: list[Part]
    pairs: int


class Counter(ABC):
    """Counts rows of products on all processors, in memory that does not grow with the pairs.

    ``work`` says for each product about how much there is to count; ``factors`` is, for each
    preset, what a partner's key is multiplied with.
    """

    def __init__(self, work: Longs, top_n: int, factors: Floats) -> None:
        self.work, self.top_n, self.factors = work, top_n, factors
        self.free: list[Accumulator] = []

    @abstractmethod
    def best(self, first: int, last: int, accumulator: Accumulator, found: Found) -> int:
        """Finds the best partners of the products ``first`` to ``last``; returns pairs passed."""

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

    def run(self, progress: Callable[[float], None] | None = None) -> Counted:
        """Counts all; ``progress`` is told the share done, from the calling thread."""
        workers = threads()
        shares = list(self.shares(workers))
        parts: list[Part] = []
        pairs = 0
        with ThreadPoolExecutor(workers) as pool:
            for part, passed in pool.map(self.count, shares):
                parts.append(part)
                pairs += passed
                if progress:
                    progress(len(parts) / len(shares))
        return Counted(parts or [self.count((0, 0))[0]], pairs)

    def count(self, share: tuple[int, int]) -> tuple[Part, int]:
        """The best partners of one stretch of products, a tuple of columns for each preset."""
        first, last = share
        shape = (len(self.factors), last - first, self.top_n)
        found = np.zeros(shape[:2], dtype=np.int32)
        partners, together = np.empty(shape, dtype=np.int32), np.empty(shape, dtype=np.int32)
        keys = np.empty(shape, dtype=np.float64)
        accumulator = self.free.pop() if self.free else self.accumulator()
        passed = self.best(first, last, accumulator, (found, partners, together, keys))
        self.free.append(accumulator)
        parts = []
        for preset in range(shape[0]):
            row, rank = np.nonzero(np.arange(self.top_n) < found[preset][:, None])
            columns = (partners, together, keys)
            picked = [column[preset][row, rank] for column in columns]
            product = (row + first).astype(np.int32)
            parts.append((product, *picked, (rank + 1).astype(np.int32)))
        return parts, passed

    def accumulator(self) -> Accumulator:
        """Sum, count and last buyer lie side by side: a product is one place in memory."""
        products = len(self.work)
        table = np.zeros(products, dtype=ACCUMULATOR)
        table["buyer"] = -1
        touched = np.empty(products + 1, dtype=np.int32)
        return table["sum"], table["seen"], table["buyer"], touched


def threads() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
