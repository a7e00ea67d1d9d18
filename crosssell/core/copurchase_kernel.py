"""The compiled loop of learning, which counts pairs row by row, and how loops are compiled.

Compiled loops are plain loops over numpy arrays, free of Python's global lock, so that threads
count different products at the same time. With ``NUMBA_DISABLE_JIT=1`` they run as ordinary
Python and give the same results.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Function = TypeVar("Function", bound=Callable[..., Any])

BUYER_SHIFT = 32
COUNT_MASK = (1 << BUYER_SHIFT) - 1
AHEAD = 64


def compiled(function: Function) -> Function:
    """Compiles ``function``, and keeps the machine code on disk where a directory is writable.

    The cache lies beside this file, else in the user's cache directory (``NUMBA_CACHE_DIR`` moves
    it). Where none of them can be written to, each process compiles for itself.
    """
    try:
        return cast(Function, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:
        return cast(Function, numba.njit(nogil=True)(function))


@compiled
def product_totals(
    starts: Longs, products: Ints, decay: Floats, orders: Ints, decayed: Floats
) -> None:
    """Counts each product's orders, plain and decayed by age."""
    for o in range(len(starts) - 1):
        for at in range(starts[o], starts[o + 1]):
            p = products[at]
            orders[p] += 1
            decayed[p] += decay[o]


@compiled
def count_rows(starts: Longs, products: Ints, most: int, rows: Longs, work: Longs) -> None:
    """Counts, for each product, the orders that can pair it and the lines those orders hold.

    ``rows`` has one place more than there are products and is counted one place up, ready to be
    summed into beginnings.
    """
    for o in range(len(starts) - 1):
        size = min(starts[o + 1] - starts[o], most)
        if size > 1:
            for at in range(starts[o], starts[o] + size):
                rows[products[at] + 1] += 1
                work[products[at]] += size


@compiled
def fill_rows(
    starts: Longs, products: Ints, most: int, rows: Longs, filled: Ints, orders: Ints
) -> None:
    """Lists, for each product, the orders that can pair it, in the sequence of the orders."""
    for o in range(len(starts) - 1):
        size = min(starts[o + 1] - starts[o], most)
        if size > 1:
            for at in range(starts[o], starts[o] + size):
                p = products[at]
                orders[rows[p] + filled[p]] = o
                filled[p] += 1


@compiled
def take_best(
    row: int,
    out: int,
    length: int,
    factors: Floats,
    shrink: float,
    floor: int,
    min_buyers: int,
    sums: Floats,
    seen: Longs,
    last_buyer: Ints,
    touched: Ints,
    found: Ints,
    partners: Ints,
    together: Ints,
    keys: Floats,
) -> int:
    """Reads and clears what was added up for product ``row``; keeps the best as row ``out``.

    The first ``length`` places of ``touched`` are read. Returns how many pairs with a product of
    a higher number passed the floors.
    """
    presets = factors.shape[0]
    top = keys.shape[2]
    passed = 0
    for index in range(length):
        p = np.uint32(touched[index])
        common = seen[p] & COUNT_MASK
        people = seen[p] >> BUYER_SHIFT
        total = sums[p]
        seen[p] = 0
        sums[p] = 0.0
        last_buyer[p] = -1
        if p == row or common < floor or people < min_buyers:
            continue
        if p > row:
            passed += 1
        strength = total * common / (common + shrink)
        for preset in range(presets):
            key = strength * factors[preset, p]
            place = found[preset, out]
            if place == top:
                worst = keys[preset, out, top - 1]
                if key < worst or (key == worst and p > partners[preset, out, top - 1]):
                    continue
                place -= 1
            else:
                found[preset, out] += 1
            while place > 0 and (
                keys[preset, out, place - 1] < key
                or (keys[preset, out, place - 1] == key and partners[preset, out, place - 1] > p)
            ):
                keys[preset, out, place] = keys[preset, out, place - 1]
                partners[preset, out, place] = partners[preset, out, place - 1]
                together[preset, out, place] = together[preset, out, place - 1]
                place -= 1
            keys[preset, out, place] = key
            partners[preset, out, place] = p
            together[preset, out, place] = common
    return passed


@compiled
def best_partners(
    first: int,
    last: int,
    starts: Longs,
    products: Ints,
    most: int,
    weight: Floats,
    buyer: Ints,
    rows: Longs,
    row_orders: Ints,
    factors: Floats,
    shrink: float,
    floor: int,
    min_buyers: int,
    sums: Floats,
    seen: Longs,
    last_buyer: Ints,
    touched: Ints,
    found: Ints,
    partners: Ints,
    together: Ints,
    keys: Floats,
) -> int:
    """Fills the best partners of the products ``first`` to ``last``; returns how many pairs passed.

    Gustavson's row-wise product: all orders of one product are added into a dense accumulator
    (``sums``, ``seen``, ``last_buyer``), of which only the touched places are read and cleared.
    ``seen`` holds the plain count in its low half and the number of different buyers in its high
    half. The orders of a row come sorted by buyer, so a buyer is new when the last one differs.
    A pair is reported by both its products and counted once.

    What is known of the next few orders is read ahead in one go, because waiting for memory order
    by order would take longer than the counting.
    """
    passed = 0
    begins, ends = np.empty(AHEAD, np.int64), np.empty(AHEAD, np.int64)
    weights, buyers = np.empty(AHEAD, np.float64), np.empty(AHEAD, np.int32)
    firsts = np.empty(AHEAD, np.int32)
    for row in range(first, last):
        length = 0
        for index in range(rows[row], rows[row + 1], AHEAD):
            ahead = min(AHEAD, rows[row + 1] - index)
            for k in range(ahead):
                o = np.uint32(row_orders[index + k])
                begins[k] = starts[o]
                ends[k] = min(starts[o + 1], starts[o] + most)
                weights[k] = weight[o]
                buyers[k] = buyer[o]
                firsts[k] = products[starts[o]]
            for k in range(ahead):
                w = weights[k]
                b = buyers[k]
                p = np.uint32(firsts[k])
                for at in range(begins[k] + 1, ends[k] + 1):
                    so_far = seen[p]
                    touched[length] = p
                    if so_far == 0:
                        length += 1
                    seen[p] = so_far + 1 + (int(last_buyer[p] != b) << BUYER_SHIFT)
                    last_buyer[p] = b
                    sums[p] += w
                    if at < ends[k]:
                        p = np.uint32(products[at])
        passed += take_best(
            row, row - first, length, factors, shrink, floor, min_buyers,
            sums, seen, last_buyer, touched, found, partners, together, keys,
        )  # fmt: skip
    return passed
