"""The compiled loops that turn order lines into orders; plain loops over numpy arrays."""

from __future__ import annotations

import numpy as np

from crosssell.core.copurchase_kernel import Ints, Longs, compiled

HASH_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@compiled
def newest_and_buyer(
    order: Ints, at: Longs, customer: Ints, ordered_at: Longs, buyer: Ints
) -> None:
    """Notes for each order its newest date and the last customer named (-1 is nobody)."""
    for line in range(len(order)):
        o = order[line]
        if at[line] > ordered_at[o]:
            ordered_at[o] = at[line]
        if customer[line] >= 0:
            buyer[o] = customer[line]


@compiled
def number_ids(
    ids: Longs, first: int, codes: Ints, keys: Longs, numbers: Ints, given: int
) -> tuple[int, int]:
    """Numbers ids from ``given`` on as they come, by a hash table with open places.

    ``numbers`` is -1 where the table (a power of two long) is empty. Stops when the table is half
    full; returns how many ids were numbered and how many numbers are given then.
    """
    size = len(keys)
    shift = 64 - int(np.log2(size) + 0.5)
    mask = size - 1
    known = False
    last_id = ids[0] if len(ids) else 0
    last_code = -1
    for line in range(first, len(ids)):
        wanted = ids[line]
        if not known or wanted != last_id:
            if given * 2 >= size:
                return line, given
            place = int((np.uint64(wanted) * HASH_FACTOR) >> np.uint64(shift)) & mask
            while numbers[place] >= 0 and keys[place] != wanted:
                place = (place + 1) & mask
            if numbers[place] < 0:
                keys[place] = wanted
                numbers[place] = given
                given += 1
            known = True
            last_id = wanted
            last_code = numbers[place]
        codes[line] = last_code
    return len(ids), given


@compiled
def count_each(codes: Ints, counts: Longs) -> None:
    """Counts how often each code occurs."""
    for line in range(len(codes)):
        counts[codes[line]] += 1


@compiled
def rename(codes: Ints, names: Ints) -> None:
    """Replaces each code by its new name, in place."""
    for line in range(len(codes)):
        codes[line] = names[codes[line]]


@compiled
def group_lines(
    order: Ints, product: Ints, place: Ints, starts: Longs, filled: Ints, products: Ints
) -> None:
    """Puts each line's product into its order's stretch of ``products``, in line order.

    ``place`` gives each order's place in the new sequence, ``starts`` where its stretch begins.
    """
    for line in range(len(order)):
        o = place[order[line]]
        products[starts[o] + filled[o]] = product[line]
        filled[o] += 1


@compiled
def drop_repeats(starts: Longs, products: Ints, last_order: Ints) -> int:
    """Keeps each product once an order, moving lines down in place; returns how many are left.

    ``last_order`` holds -1 for every product.
    """
    kept = 0
    begin = starts[0]
    for o in range(len(starts) - 1):
        end = starts[o + 1]
        starts[o] = kept
        for at in range(begin, end):
            p = products[at]
            if last_order[p] != o:
                last_order[p] = o
                products[kept] = p
                kept += 1
        begin = end
    starts[len(starts) - 1] = kept
    return kept


@compiled
def units_by_window(order: Ints, product: Ints, quantity: Ints, window: Ints, units: Longs) -> None:
    """Adds each line's quantity to its product in the window of its order, an index into units."""
    for line in range(len(order)):
        units[window[order[line]], product[line]] += quantity[line]


@compiled
def orders_by_window(starts: Longs, products: Ints, window: Ints, orders: Longs) -> None:
    """Counts each product's orders in the window of the order, an index into ``orders``."""
    for o in range(len(starts) - 1):
        for at in range(starts[o], starts[o + 1]):
            orders[window[o], products[at]] += 1
