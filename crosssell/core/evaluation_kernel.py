"""The compiled loop of the leak-free test: recommends for every question and marks the hits."""

from __future__ import annotations

import numpy as np

from crosssell.core.copurchase_kernel import Floats, Ints, Longs, compiled


@compiled
def recommend(
    order: Longs,
    position: Longs,
    page: bool,
    starts: Longs,
    products: Ints,
    rows: Longs,
    depth: Longs,
    partners: Ints,
    scores: Floats,
    bestsellers: Ints,
    lists: Ints,
    hits: Ints,
) -> None:
    """Fills a list of products for each question and marks in ``hits`` those that were bought.

    A question is a position in a test order. On a page the product there is what the shopper
    looks at, and each other product of the order is a hit; in a basket the product there is hidden
    and the others are the basket. A list is filled by the sum of the partners' scores (equal sums
    by the product's number), of which ``depth`` are read for each question, and topped up with
    bestsellers; places left over are -1. Questions about the same order stand together.
    """
    count = len(rows) - 1
    sums = np.zeros(count, np.float64)
    touched = np.empty(count + 1, np.int32)
    holder = np.full(count, -1, np.int64)
    listed = np.full(count, -1, np.int64)
    top = lists.shape[1]
    best = np.empty(top, np.float64)
    for q in range(len(order)):
        o = order[q]
        begin, end = starts[o], starts[o + 1]
        if q == 0 or order[q - 1] != o:
            for at in range(begin, end):
                holder[products[at]] = o
        one = products[begin + position[q]]
        if page:
            begin += position[q]
            end = begin + 1
        length = 0
        for at in range(begin, end):
            p = products[at]
            if (p == one) != page:
                continue
            for k in range(rows[p], min(rows[p + 1], rows[p] + depth[q])):
                partner = partners[k]
                if sums[partner] == 0.0:
                    touched[length] = partner
                    length += 1
                sums[partner] += scores[k]
        filled = 0
        for index in range(length):
            p = touched[index]
            total = sums[p]
            sums[p] = 0.0
            if total == 0.0 or (holder[p] == o and (p == one) == page):
                continue
            place = filled
            if filled == top:
                if total < best[top - 1] or (total == best[top - 1] and p > lists[q, top - 1]):
                    continue
                place = top - 1
            else:
                filled += 1
            while place > 0 and (
                best[place - 1] < total or (best[place - 1] == total and lists[q, place - 1] > p)
            ):
                best[place] = best[place - 1]
                lists[q, place] = lists[q, place - 1]
                place -= 1
            best[place] = total
            lists[q, place] = p
        for place in range(filled):
            listed[lists[q, place]] = q
        for p in bestsellers:
            if filled == top:
                break
            if listed[p] != q and (holder[p] != o or (p == one) != page):
                lists[q, filled] = p
                filled += 1
        for place in range(top):
            if place >= filled:
                lists[q, place] = -1
            elif holder[lists[q, place]] == o:
                # What was asked with is never listed, so this was asked for.
                hits[q, place] = 1
