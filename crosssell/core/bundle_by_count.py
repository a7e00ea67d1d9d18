"""What one bundle may take where only the number of sets and their pieces matter.

The pieces that nobody else wants are taken dearest first, and the sets are made of the dearest
together. What is left to try is how many sets, and how many pieces of each class that others want.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crosssell.core.bundle_choices import Choice, Place
from crosssell.core.bundle_fillings import first, in_sets, without
from crosssell.core.bundle_stock import Counts, Filling

# The pieces of each part.
Taken = tuple[tuple[int, ...], ...]


def by_count(place: Place, counts: Counts, need: list[int]) -> Iterator[Choice]:
    """All choices that may lead to more than ``need[0]``, which may rise meanwhile.

    Neither margin nor budget is looked at.
    """
    if place.only is not None:
        return _of_one(place, place.only, counts)
    return _of_all(place, counts) if not place.shared else _of_shared(place, counts, need)


def _of_one(place: Place, only: Filling, counts: Counts) -> Iterator[Choice]:
    """Every number of the one set that is possible; where nobody wants its pieces, the highest."""
    one, worth = place.roof.one, place.worth
    most = one.most_sets(counts) if worth.unrounded(one, only) > 0 else 0
    left = list(counts)
    needs = [which for part in only for which in part]
    while most and any(left[which] < most * needs.count(which) for which in needs):
        most -= 1
    for which in needs:
        left[which] -= most
    for number in range(most, -1, -1):
        place.nodes.spend(number)
        sets = (only,) * number
        yield worth.of(one, sets), sets, tuple(left)
        if not place.shared and number:
            return
        for which in needs:
            left[which] += 1


def _of_all(place: Place, counts: Counts) -> Iterator[Choice]:
    """Nobody else wants the pieces: as many sets of the dearest as save something."""
    one, worth = place.roof.one, place.worth
    number = one.most_sets(counts)
    place.nodes.spend(number)
    taken = tuple(
        first(fits, sum(counts) if one.least is not None else size * number, counts)
        for fits, size in zip(one.fits, one.sizes, strict=True)
    )
    sets = tuple(each for each in in_sets(one, taken, number) if worth.unrounded(one, each) > 0)
    left = without(counts, *sets)
    if left is not None:
        yield worth.of(one, sets), sets, left


def _of_shared(place: Place, counts: Counts, need: list[int]) -> Iterator[Choice]:
    one, worth = place.roof.one, place.worth
    gains = {which: place.roof.gains.get(which, 0) for fits in one.fits for which in fits}
    for number in range(one.most_sets(counts), -1, -1):
        taking = _Taking(place, gains, number, list(counts), need)
        for taken in taking.parts(0, taking.hope()) if number else [()]:
            place.nodes.spend(number)
            sets = in_sets(one, taken, number)
            if all(worth.unrounded(one, each) > 0 for each in sets):
                yield worth.of(one, sets), sets, tuple(taking.left)


@dataclass(slots=True)
class _Taking:
    """Takes the pieces for so many sets off ``left``, in every way in turn."""

    place: Place
    gains: dict[int, int]
    number: int
    left: list[int]
    need: list[int]

    def hope(self) -> int:
        """What these sets and the later bundles are worth at most."""
        rates, roof, left = self.place.later.rates, self.place.roof, self.left
        return (
            (self.number * roof.base if roof.flat else 0)
            + self.place.later.bound(left)
            + sum(
                left[which] * max(0, gain - rates.get(which, 0))
                for which, gain in self.gains.items()
            )
        )

    def parts(self, at: int, hope: int) -> Iterator[Taken]:
        """The pieces of the parts from the one with this number on."""
        one = self.place.roof.one
        if at == len(one.fits):
            yield ()
            return
        apart = [which for which in one.fits[at] if which not in self.place.shared]
        common = [which for which in one.fits[at] if which in self.place.shared]
        alone = sum(self.left[which] for which in apart)
        most = sum(self.left[which] for which in common)
        size = one.sizes[at] * self.number
        # A bundle that grows takes whatever nobody else wants.
        highest = most if one.least is not None else min(size, most)
        for amount in range(highest, max(0, size - alone) - 1, -1):
            mine = first(apart, alone if one.least is not None else size - amount, self.left)
            lost = sum(self.gains[which] * self.left[which] for which in apart)
            lost -= sum(self.gains[which] for which in mine)
            for some in self._spread(common, amount, most, hope - lost):
                yield from self._with(at, tuple(sorted(mine + some[0])), mine, some[1])

    def _with(
        self, at: int, part: tuple[int, ...], mine: tuple[int, ...], hope: int
    ) -> Iterator[Taken]:
        for which in mine:
            self.left[which] -= 1
        for rest in self.parts(at + 1, hope):
            yield (part, *rest)
        for which in mine:
            self.left[which] += 1

    def _spread(
        self, classes: Sequence[int], size: int, there: int, hope: int
    ) -> Iterator[tuple[tuple[int, ...], int]]:
        """Ways to take so many of the ``there`` pieces of the classes, each with what is hoped."""
        if self.place.plain and hope <= self.need[0]:
            self.place.nodes.spend()
            return
        if not classes:
            yield (), hope
            return
        which, have = classes[0], self.left[classes[0]]
        gain, rate = self.gains[which], self.place.later.rates.get(which, 0)
        for taken in range(min(size, have), max(0, size - there + have) - 1, -1):
            lost = have * max(gain, rate) - taken * gain - (have - taken) * rate
            self.left[which] -= taken
            for rest, hoped in self._spread(classes[1:], size - taken, there - have, hope - lost):
                yield (which,) * taken + rest, hoped
            self.left[which] += taken
