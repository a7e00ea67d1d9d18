"""The compiled loops that count pairs by customer; plain loops over numpy arrays."""

from __future__ import annotations

import numpy as np

from crosssell.core.copurchase_kernel import AHEAD, Floats, Ints, Longs, compiled, take_best


@compiled
def merge_orders(
    starts: Longs,
    products: Ints,
    ordered_at: Longs,
    buyer: Ints,
    orders: int,
    most: int,
    place: Ints,
    begins: Longs,
    merged: Ints,
    bought_at: Longs,
) -> int:
    """Merges the first ``orders`` orders, sorted by buyer, into one list of products a customer.

    ``merged`` and ``bought_at`` get each product with the customer's last purchase of it, the
    ``most`` last bought products alone; ``begins`` where each list begins, and where the last
    ends. ``place`` is -1 for every product. Returns how many customers there are.
    """
    customers = 0
    begin = 0
    kept = 0
    for o in range(orders):
        if o > 0 and buyer[o] != buyer[o - 1]:
            kept = keep_newest(begin, kept, most, merged, bought_at)
            customers += 1
            begins[customers] = kept
            begin = kept
        at = ordered_at[o]
        for line in range(starts[o], starts[o + 1]):
            p = products[line]
            where = place[p]
            if begin <= where < kept and merged[where] == p:
                bought_at[where] = max(bought_at[where], at)
            else:
                place[p] = kept
                merged[kept] = p
                bought_at[kept] = at
                kept += 1
    if orders > 0:
        customers += 1
        begins[customers] = keep_newest(begin, kept, most, merged, bought_at)
    return customers


@compiled
def keep_newest(begin: int, end: int, most: int, merged: Ints, bought_at: Longs) -> int:
    """Keeps the ``most`` last bought of the list from ``begin`` to ``end``; returns its new end.

    Of those bought at the same moment the ones that stand first stay.
    """
    if end - begin <= most:
        return end
    bound = np.sort(bought_at[begin:end])[end - begin - most]
    room = most
    for at in range(begin, end):
        if bought_at[at] > bound:
            room -= 1
    kept = begin
    for at in range(begin, end):
        if bought_at[at] > bound or (bought_at[at] == bound and room > 0):
            if bought_at[at] == bound:
                room -= 1
            merged[kept] = merged[at]
            bought_at[kept] = bought_at[at]
            kept += 1
    return kept


@compiled
def product_customers(
    begins: Longs, products: Ints, decay: Floats, plain: Ints, decayed: Floats
) -> None:
    """Counts each product's customers, plain and decayed by age."""
    for at in range(begins[len(begins) - 1]):
        p = products[at]
        plain[p] += 1
        decayed[p] += decay[at]


@compiled
def count_lists(begins: Longs, products: Ints, rows: Longs, work: Longs) -> None:
    """Counts, for each product, the lists of two or more that hold it, and the lines of those.

    ``rows`` has one place more than there are products and is counted one place up, ready to be
    summed into beginnings.
    """
    for c in range(len(begins) - 1):
        size = begins[c + 1] - begins[c]
        if size > 1:
            for at in range(begins[c], begins[c + 1]):
                rows[products[at] + 1] += 1
                work[products[at]] += size


@compiled
def fill_lists(
    begins: Longs,
    products: Ints,
    weight: Floats,
    rows: Longs,
    filled: Ints,
    holders: Ints,
    own: Floats,
) -> None:
    """Lists, for each product, the customers of two or more who have it, and its weight there."""
    for c in range(len(begins) - 1):
        if begins[c + 1] - begins[c] > 1:
            for at in range(begins[c], begins[c + 1]):
                p = products[at]
                place = rows[p] + filled[p]
                holders[place] = c
                own[place] = weight[at]
                filled[p] += 1


@compiled
def best_partners(
    first: int,
    last: int,
    begins: Longs,
    products: Ints,
    weight: Floats,
    rows: Longs,
    holders: Ints,
    own: Floats,
    factors: Floats,
    shrink: float,
    floor: int,
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

    As ``copurchase_kernel.best_partners``, next customers read ahead too, but ``weight`` belongs
    to each product of a list, and a pair weighs what the later of its two purchases does.
    """
    passed = 0
    starts, ends = np.empty(AHEAD, np.int64), np.empty(AHEAD, np.int64)
    firsts, weights = np.empty(AHEAD, np.int32), np.empty(AHEAD, np.float64)
    for row in range(first, last):
        length = 0
        for index in range(rows[row], rows[row + 1], AHEAD):
            ahead = min(AHEAD, rows[row + 1] - index)
            for k in range(ahead):
                c = np.uint32(holders[index + k])
                starts[k] = begins[c]
                ends[k] = begins[c + 1]
                firsts[k] = products[starts[k]]
                weights[k] = weight[starts[k]]
            for k in range(ahead):
                w = own[index + k]
                p = np.uint32(firsts[k])
                other = weights[k]
                for at in range(starts[k] + 1, ends[k] + 1):
                    so_far = seen[p]
                    touched[length] = p
                    if so_far == 0:
                        length += 1
                    seen[p] = so_far + 1
                    sums[p] += max(w, other)
                    if at < ends[k]:
                        p = np.uint32(products[at])
                        other = weight[at]
        passed += take_best(
            row, row - first, length, factors, shrink, floor, 0,
            sums, seen, last_buyer, touched, found, partners, together, keys,
        )  # fmt: skip
    return passed
