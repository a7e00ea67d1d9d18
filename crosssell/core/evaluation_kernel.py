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
    bestsellers; places left over are -1.
    """
    count = len(rows) - 1
    sums = np.zeros(count, np.float64)
    touched = np.empty(count + 1, np.int32)
    asked = np.full(count, -1, np.int64)
    bought = np.full(count, -1, np.int64)
    listed = np.full(count, -1, np.int64)
    top = lists.shape[1]
    best = np.empty(top, np.float64)
    for q in range(len(order)):
        begin, end = starts[order[q]], starts[order[q] + 1]
        for at in range(begin, end):
            if (at - begin == position[q]) == page:
                asked[products[at]] = q
            else:
                bought[products[at]] = q
        length = 0
        for at in range(begin, end):
            p = products[at]
            if asked[p] != q:
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
            if asked[p] == q or total == 0.0:
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
            if asked[p] != q and listed[p] != q:
                lists[q, filled] = p
                filled += 1
        for place in range(top):
            if place >= filled:
                lists[q, place] = -1
            elif bought[lists[q, place]] == q:
                hits[q, place] = 1
