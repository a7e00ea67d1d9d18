"""The sets of several bundles that save most together: every combination, as far as needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from crosssell.core.bundle_fillings import fillings, without
from crosssell.core.bundle_stock import Counts, Filling, PieceClass, Wanted
from crosssell.core.bundle_worth import allowed, worth

# The sets of each bundle.
Plan = tuple[tuple[Filling, ...], ...]


class TooMany(Exception):
    """More combinations than may be tried."""


@dataclass
class Search:
    """One group of bundles that compete for pieces. ``scale`` makes a discount outweigh any tie."""

    wanted: Sequence[Wanted]
    classes: Sequence[PieceClass]
    scale: int
    nodes: int
    _known: dict[tuple[int, Counts], tuple[int, Plan]] = field(default_factory=dict)

    def best(self, counts: Counts, at: int = 0) -> tuple[int, Plan]:
        """The value and the sets of the bundles from ``at`` on. Raises TooMany."""
        if at == len(self.wanted):
            return 0, ()
        key = (at, counts)
        if key not in self._known:
            found: tuple[int, Plan] = (-1, ())
            for value, chosen, left in self._choices(self.wanted[at], counts):
                more, plan = self.best(left, at + 1)
                if value + more > found[0]:
                    found = (value + more, (chosen, *plan))
            self._known[key] = found
        return self._known[key]

    def value(self, one: Wanted, chosen: Sequence[Filling]) -> int:
        """What sets of one bundle are worth; -1 where they pass its limits."""
        saved = worth(one, self.classes, chosen)
        most = one.terms.most_discount
        if most is not None and saved > most:
            return -1
        return saved * (self.scale + one.weight)

    def _choices(
        self, one: Wanted, counts: Counts
    ) -> Iterator[tuple[int, tuple[Filling, ...], Counts]]:
        sets = [each for each in fillings(one, counts) if self._counted(one, each)]
        yield from self._more(one, sets, 0, (), counts)

    def _counted(self, one: Wanted, filling: Filling) -> bool:
        self._count()
        return allowed(one, self.classes, filling)

    def _count(self) -> None:
        self.nodes -= 1
        if self.nodes < 0:
            raise TooMany

    def _more(
        self,
        one: Wanted,
        sets: Sequence[Filling],
        start: int,
        chosen: tuple[Filling, ...],
        counts: Counts,
    ) -> Iterator[tuple[int, tuple[Filling, ...], Counts]]:
        self._count()
        value = self.value(one, chosen)
        if value >= 0:
            yield value, chosen, counts
        if one.most_sets is not None and len(chosen) >= one.most_sets:
            return
        for at in range(start, len(sets)):
            left = without(counts, sets[at])
            if left is not None:
                yield from self._more(one, sets, at, (*chosen, sets[at]), left)
