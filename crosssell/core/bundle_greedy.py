"""A good combination at once: where the search begins, and what it falls back to."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import islice

from crosssell.core.bundle_choices import Place
from crosssell.core.bundle_fillings import fillings, first, in_sets, without
from crosssell.core.bundle_stock import Counts, Filling, Wanted
from crosssell.core.bundle_worth import Worth

# So many sets of a bundle are looked at for one that is allowed.
LOOKS = 50
# So often a combination is taken apart and mended.
ROUNDS = 3
# So many bundles are tried on the way, however often: a basket that a hundred bundles compete for
# must not keep a page waiting.
TRIED = 4_000

# The value of all sets, and the sets of each bundle of the order.
Found = tuple[int, tuple[tuple[Filling, ...], ...]]


def start(places: Sequence[Place], counts: Counts) -> Found:
    """Bundle by bundle as many sets as there are: the better of two orders."""
    ways = [in_turn(places, order, counts) for order in _orders(places, counts)]
    return max(ways, key=lambda way: way[0])


def improved(places: Sequence[Place], counts: Counts, found: Found) -> Found:
    """The best of beginning with each bundle in turn, and of taking each away and refilling.

    Where there are very many, of beginning with the most promising ones.
    """
    orders = _orders(places, counts)
    left = TRIED // max(len(places), 1)
    for order in orders:
        for at in order[: left // 2 + 1]:
            way = in_turn(places, [at, *(other for other in order if other != at)], counts)
            found = max(found, way, key=lambda one: one[0])
    for _round in range(ROUNDS if 2 * len(places) * len(orders) <= left else 0):
        before = found[0]
        for at in range(len(places)):
            for order in orders:
                kept = tuple(() if at == other else one for other, one in enumerate(found[1]))
                rest = [*(other for other in order if other != at), at]
                way = in_turn(places, rest, counts, kept)
                found = max(found, way, key=lambda one: one[0])
        if found[0] == before:
            break
    return found


def in_turn(
    places: Sequence[Place],
    order: Iterable[int],
    counts: Counts,
    kept: tuple[tuple[Filling, ...], ...] = (),
) -> Found:
    """What is kept, and then as many sets of each bundle as there are, one after the other."""
    plan = list(kept or ((),) * len(places))
    left = without(counts, *(filling for sets in plan for filling in sets)) or counts
    for at in order:
        place = places[at]
        more, left = _more(place.roof.one, place.worth, place.roof.by_count, plan[at], left)
        plan[at] = more
    total = sum(
        place.worth.of(place.roof.one, sets) for place, sets in zip(places, plan, strict=True)
    )
    return total, tuple(plan)


def _orders(places: Sequence[Place], counts: Counts) -> list[list[int]]:
    """The bundles that save most first; those that save most of what their pieces cost first."""
    value, share = {}, {}
    for at, place in enumerate(places):
        one, worth = place.roof.one, place.worth
        sets, _left = _more(one, worth, place.roof.by_count, (), counts)
        value[at] = worth.of(one, sets)
        pieces = [which for filling in sets for part in filling for which in part]
        price = sum(worth.classes[which].price for which in pieces)
        share[at] = Fraction(value[at], price or 1)
    found = [sorted(value, key=lambda at: -kind[at]) for kind in (share, value)]
    return found[:1] if found[0] == found[1] else found


def _more(
    one: Wanted, worth: Worth, by_count: bool, sets: tuple[Filling, ...], counts: Counts
) -> tuple[tuple[Filling, ...], Counts]:
    """The sets with all that are still possible, and what is left."""
    most = one.most_sets(counts)
    if one.terms.most_sets is not None or one.least is not None:
        most = min(most, (1 if one.least is not None else one.terms.most_sets or 0) - len(sets))
    if by_count and most > 0:
        fitting = _fitting(one, worth, sets, _dearest(one, most, counts))
        most -= len(fitting)
        sets, counts = (*sets, *fitting), without(counts, *fitting) or counts
    while most > 0 and one.most_sets(counts):
        looked = islice(fillings(one, counts), LOOKS)
        more = next((found for each in looked if (found := _fitting(one, worth, sets, [each]))), [])
        left = without(counts, *more)
        if not more or left is None:
            break
        sets, counts = (*sets, *more), left
        most -= 1
    return sets, counts


def _dearest(one: Wanted, number: int, counts: Counts) -> tuple[Filling, ...]:
    left, taken = list(counts), []
    for fits, size in zip(one.fits, one.sizes, strict=True):
        wanted = sum(left[which] for which in fits) if one.least is not None else size * number
        taken.append(first(fits, wanted, left))
        for which in taken[-1]:
            left[which] -= 1
    if any(len(part) < size * number for part, size in zip(taken, one.sizes, strict=True)):
        return ()
    return in_sets(one, taken, number)


def _fitting(
    one: Wanted, worth: Worth, sets: tuple[Filling, ...], more: Sequence[Filling]
) -> list[Filling]:
    """Those of the further sets that are allowed, within the budget together with the others."""
    allowed = [filling for filling in more if worth.allowed(one, filling)]
    if one.terms.most_discount is None or worth.in_budget(one, (*sets, *allowed)):
        return allowed
    kept: list[Filling] = []
    for filling in allowed:
        if worth.in_budget(one, (*sets, *kept, filling)):
            kept.append(filling)
    return kept
