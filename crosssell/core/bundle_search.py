"""The sets of several bundles that save most together: branch and bound over the bundles.

The bundles are looked at in an order; each takes some of the pieces in every way that may still
win, and the later ones get the rest. What is known of a rest is kept.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from crosssell.core.bundle_bound import levels_of, roof_of
from crosssell.core.bundle_by_count import by_count
from crosssell.core.bundle_choices import Nodes, Place, TooMany, by_set, places_of
from crosssell.core.bundle_greedy import improved, start
from crosssell.core.bundle_groups import in_order
from crosssell.core.bundle_stock import Counts, Filling, Wanted
from crosssell.core.bundle_worth import FINE, Worth

# The sets of each bundle of the order.
Plan = tuple[tuple[Filling, ...], ...]


@dataclass(slots=True)
class Search:
    """A search among bundles; of those in ``strict`` (by weight) limits are looked at."""

    places: Sequence[Place]
    strict: frozenset[int]
    _best: dict[tuple[int, Counts], tuple[int, Plan]] = field(default_factory=dict)
    _most: dict[tuple[int, Counts], int] = field(default_factory=dict)

    def above(self, need: int, counts: Counts, at: int = 0) -> tuple[int, Plan] | None:
        """The best plan for the bundles from ``at`` on, if it is worth more than ``need``.

        Raises TooMany.
        """
        if at == len(self.places):
            return (0, ()) if need < 0 else None
        place = self.places[at]
        key = (at, tuple(counts[which] for which in place.here.rates))
        found = self._best.get(key)
        if found is None:
            most = min(place.here.bound(counts), self._most.get(key, need + 1))
            if most > need:
                found = self._found(place, need, counts, at)
                if found is None:
                    self._most[key] = need
                else:
                    self._best[key] = found
        return found if found is not None and found[0] > need else None

    def _found(self, place: Place, need: int, counts: Counts, at: int) -> tuple[int, Plan] | None:
        found = None
        more = [need]
        counted = place.roof.by_count and place.roof.one.weight not in self.strict
        for value, sets, left in (by_count if counted else by_set)(place, counts, more):
            rest = self.above(more[0] - value, left, at + 1)
            if rest is not None:
                more[0] = value + rest[0]
                found = (more[0], (sets, *rest[1]))
        return found


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sets of each bundle by its weight, and their worth; ``exact`` if nothing is better."""

    value: int
    sets: dict[int, tuple[Filling, ...]]
    exact: bool


def chosen(group: Sequence[Wanted], worth: Worth, nodes: Nodes) -> Chosen:
    """The best for bundles that share pieces; a good one where finding it takes too many nodes.

    Margins and budgets are left aside at first: where the best of all keeps them, it is the best.
    """
    counts = tuple(piece.count for piece in worth.classes)
    roofs = [roof_of(one, counts, worth) for one in in_order(group)]
    places = places_of(roofs, levels_of(roofs, counts, worth), worth, nodes)
    begun = start(places, counts)
    strict: frozenset[int] = frozenset()
    try:
        while True:
            found = Search(places, strict).above(begun[0], counts)
            broken = frozenset() if found is None else _broken(places, found[1], worth) - strict
            if not broken:
                return _lean(places, found or begun, worth, exact=True)
            strict |= broken
    except TooMany:
        return _lean(places, improved(places, counts, begun), worth, exact=False)


def _broken(places: Sequence[Place], plan: Plan, worth: Worth) -> frozenset[int]:
    """The bundles whose sets break a limit."""
    return frozenset(
        place.roof.one.weight
        for place, sets in zip(places, plan, strict=True)
        if not worth.possible(place.roof.one, sets)
    )


def _lean(places: Sequence[Place], found: tuple[int, Plan], worth: Worth, *, exact: bool) -> Chosen:
    """Without the last sets of a bundle where the first ones save as much, by rounding."""
    kept = {}
    for place, sets in zip(places, found[1], strict=True):
        one, enough = place.roof.one, len(sets)
        if any(worth.unrounded(one, filling) < FINE for filling in set(sets)):
            whole = worth.of(one, sets)
            enough = bisect_left(range(enough), whole, key=lambda most: worth.of(one, sets[:most]))
        kept[one.weight] = sets[:enough]
    return Chosen(found[0], kept, exact)
