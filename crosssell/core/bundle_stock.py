"""The pieces that bundles compete for, equal ones counted together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crosssell.core.bundle_terms import Giver, Priced, Terms

# For each part of a set, the classes of the pieces in it.
Filling = tuple[tuple[int, ...], ...]
Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PieceClass:
    """Pieces that no bundle can tell apart. ``lines`` are pairs of a line's id and its pieces."""

    price: int
    net: int | None
    cost: int | None
    matches: frozenset[tuple[int, int]]
    lines: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        return sum(quantity for _line, quantity in self.lines)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A bundle that the basket can complete, with the classes that fit each part, dearest first.

    ``weight`` is above that of every bundle that gives way to it where both save the same.
    """

    terms: Terms
    giver: Giver
    fits: tuple[tuple[int, ...], ...]
    flags: tuple[bool, ...]
    least: int | None
    weight: int

    @property
    def most_sets(self) -> int | None:
        """At most so many sets a basket; a bundle that grows has one."""
        return self.terms.most_sets if self.least is None else min(1, self.terms.most_sets or 1)


def classes_of(lines: Iterable[Priced], terms: Sequence[Terms]) -> tuple[PieceClass, ...]:
    """The pieces that fit any part of any of the bundles: dearest first, then by line."""
    floors = [one.margin_floor is not None for one in terms]
    found: dict[tuple[int, int | None, int | None, frozenset[tuple[int, int]]], list[Priced]] = {}
    for line in sorted(lines, key=lambda line: line.id):
        matches = frozenset(
            (at, place)
            for at, one in enumerate(terms)
            for place, part in enumerate(one.parts)
            if not part.targets.isdisjoint(line.keys)
        )
        if not matches or line.quantity <= 0 or line.price < 0:
            continue
        known = any(floors[at] for at, _place in matches)
        net, cost = (line.net, line.cost) if known else (None, None)
        found.setdefault((line.price, net, cost, matches), []).append(line)
    return tuple(
        PieceClass(*key, lines=tuple((line.id, line.quantity) for line in held))
        for key, held in sorted(found.items(), key=lambda item: (-item[0][0], item[1][0].id))
    )


def wanted_of(
    classes: Sequence[PieceClass], terms: Sequence[Terms], givers: Sequence[Giver]
) -> tuple[Wanted, ...]:
    """The bundles in the order given (first wins ties), without those that give nothing here."""
    found = []
    for at, (one, giver) in enumerate(zip(terms, givers, strict=True)):
        rewarded = [part.rewarded for part in one.parts]
        if not one.parts or one.most_sets == 0 or one.most_discount == 0:
            continue
        if giver.rewarded and (all(rewarded) or not any(rewarded)):
            continue
        fits = tuple(
            tuple(which for which, piece in enumerate(classes) if (at, place) in piece.matches)
            for place in range(len(one.parts))
        )
        flags = tuple(flag or not any(rewarded) for flag in rewarded)
        least = None
        if giver.grows is not None:
            if len(one.parts) > 1:
                continue
            least = max(1, one.parts[0].quantity, giver.grows(one.args))
        found.append(Wanted(one, giver, fits, flags, least, len(terms) - at))
    return tuple(found)
