"""A good combination where the best one would take too long to find."""

from collections.abc import Sequence

from crosssell.core.bundle_fillings import fillings, without
from crosssell.core.bundle_search import Plan, Search
from crosssell.core.bundle_stock import Counts, Filling
from crosssell.core.bundle_worth import allowed

# So many sets of a bundle are looked at for one that is allowed.
LOOKS = 50


def greedy(search: Search, counts: Counts) -> tuple[int, Plan]:
    """The best of taking all that one bundle gives first, for each bundle, then the others."""
    bundles = range(len(search.wanted))
    return max(
        (
            _in_order(search, counts, [first, *(at for at in bundles if at != first)])
            for first in bundles
        ),
        key=lambda found: found[0],
    )


def _in_order(search: Search, counts: Counts, order: Sequence[int]) -> tuple[int, Plan]:
    chosen: list[tuple[Filling, ...]] = [()] * len(order)
    total = 0
    for at in order:
        one, value = search.wanted[at], 0
        while one.most_sets is None or len(chosen[at]) < one.most_sets:
            found = _next(search, at, chosen[at], value, counts)
            if found is None:
                break
            value, filling, counts = found
            chosen[at] = (*chosen[at], filling)
        total += value
    return total, tuple(chosen)


def _next(
    search: Search, at: int, chosen: tuple[Filling, ...], value: int, counts: Counts
) -> tuple[int, Filling, Counts] | None:
    one = search.wanted[at]
    for looked, filling in enumerate(fillings(one, counts)):
        if looked == LOOKS:
            return None
        if allowed(one, search.classes, filling):
            more = search.value(one, (*chosen, filling))
            left = without(counts, filling)
            if more > value and left is not None:
                return more, filling, left
    return None
