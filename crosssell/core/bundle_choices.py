"""What one bundle may take of some pieces, set by set; and how much may be looked at in all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crosssell.core.bundle_bound import Level, Roof
from crosssell.core.bundle_fillings import fillings, without
from crosssell.core.bundle_stock import Counts, Filling
from crosssell.core.bundle_worth import Worth

# What it is worth, the sets, and the pieces that are left.
Choice = tuple[int, tuple[Filling, ...], Counts]

# So many sets cost as much time as a combination of few.
MANY = 20


class TooMany(Exception):
    """More combinations than may be tried."""


@dataclass(slots=True)
class Nodes:
    """How many more combinations may be tried."""

    left: int

    def spend(self, sets: int = 0) -> None:
        """One more; very many sets count for several. Raises TooMany where none is left."""
        if self.left <= 0:
            raise TooMany
        self.left -= 1 + sets // MANY


@dataclass(frozen=True, slots=True)
class Place:
    """A bundle's place in the order of the search.

    ``here`` bounds what it and the later bundles are worth, ``later`` the later ones alone.
    ``shared`` are its classes that a later one wants, or two of its parts; ``plain`` says that no
    two parts want the same; ``only`` is the one set that it can have.
    """

    roof: Roof
    here: Level
    later: Level
    worth: Worth
    nodes: Nodes
    shared: frozenset[int]
    plain: bool
    only: Filling | None


def places_of(
    roofs: Sequence[Roof], levels: Sequence[Level], worth: Worth, nodes: Nodes
) -> list[Place]:
    """The bundles in this order; there is one more level than bundles."""
    found = []
    for at, roof in enumerate(roofs):
        one, later = roof.one, levels[at + 1]
        own = [which for fits in one.fits for which in fits]
        shared = frozenset(which for which in own if which in later.rates or own.count(which) > 1)
        only = None
        if one.least is None and all(len(fits) == 1 for fits in one.fits):
            only = tuple(fits * size for fits, size in zip(one.fits, one.sizes, strict=True))
        plain = len(set(own)) == len(own)
        found.append(Place(roof, levels[at], later, worth, nodes, shared, plain, only))
    return found


def by_set(place: Place, counts: Counts, need: list[int]) -> Iterator[Choice]:
    """Every number of every set that is allowed, within the budget.

    Those that cannot lead to more than ``need[0]`` are left out; it may rise meanwhile.
    """
    one, worth = place.roof.one, place.worth
    sets = []
    for each in fillings(one, counts):
        place.nodes.spend()
        if worth.allowed(one, each):
            sets.append(each)
    yield from _more(place, sets, 0, (), counts, need)


def _more(
    place: Place,
    sets: Sequence[Filling],
    start: int,
    chosen: tuple[Filling, ...],
    counts: Counts,
    need: list[int],
) -> Iterator[Choice]:
    place.nodes.spend(len(chosen))
    one, worth = place.roof.one, place.worth
    value = worth.of(one, chosen)
    # With further sets these may turn out to be worth one minor unit more, by rounding.
    hope = value + worth.unit(one) + place.here.bound(counts)
    if hope <= need[0] or not worth.in_budget(one, chosen):
        return
    yield value, chosen, counts
    most = one.terms.most_sets if one.least is None else 1
    if most is not None and len(chosen) >= most:
        return
    for at in range(start, len(sets)):
        left = without(counts, sets[at])
        if left is not None:
            yield from _more(place, sets, at, (*chosen, sets[at]), left, need)
