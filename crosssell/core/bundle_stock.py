"""The pieces that bundles compete for, equal ones counted together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crosssell.core.bundle_terms import Giver, Key, Priced, Terms

# For each part of a set, the classes of the pieces in it, dearest first.
Filling = tuple[tuple[int, ...], ...]
# How many pieces of each class there are.
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
    """A bundle that may be given, with the classes that fit each part, dearest first.

    ``rewarded`` says for each part whether the reward goes to it. ``least`` is how many pieces the
    one set of a bundle that grows has at least. ``weight`` is above that of every bundle that gives
    way to it where both save the same, so no two have the same.
    """

    terms: Terms
    giver: Giver
    fits: tuple[tuple[int, ...], ...]
    rewarded: tuple[bool, ...]
    least: int | None
    weight: int

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many pieces of each part a set has; of one that grows, the least."""
        if self.least is not None:
            return (self.least,)
        return tuple(part.quantity for part in self.terms.parts)

    def most_sets(self, counts: Sequence[int]) -> int:
        """Not more than so many sets are in so many pieces, whatever they save."""
        if self.least is not None:
            [fits] = self.fits
            return int(sum(counts[which] for which in fits) >= self.least)
        most = min(
            sum(counts[which] for which in fits) // part.quantity
            for fits, part in zip(self.fits, self.terms.parts, strict=True)
        )
        if len(self.fits) > 1:
            # Parts may want the same pieces.
            pieces = {which for fits in self.fits for which in fits}
            most = min(most, sum(counts[which] for which in pieces) // sum(self.sizes))
        return most if self.terms.most_sets is None else min(most, self.terms.most_sets)


def classes_of(lines: Iterable[Priced], terms: Sequence[Terms]) -> tuple[PieceClass, ...]:
    """The pieces that fit any part of any of the bundles: dearest first, then by line."""
    floors = [one.margin_floor is not None for one in terms]
    wanting: dict[Key, list[tuple[int, int]]] = {}
    for at, one in enumerate(terms):
        for place, part in enumerate(one.parts):
            for key in part.targets:
                wanting.setdefault(key, []).append((at, place))
    found: dict[tuple[int, int | None, int | None, frozenset[tuple[int, int]]], list[Priced]] = {}
    for line in sorted(lines, key=lambda line: line.id):
        matches = frozenset(match for key in line.keys for match in wanting.get(key, ()))
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
    fits: dict[tuple[int, int], list[int]] = {}
    for which, piece in enumerate(classes):
        for match in piece.matches:
            fits.setdefault(match, []).append(which)
    counts = tuple(piece.count for piece in classes)
    found = []
    for at, (one, giver) in enumerate(zip(terms, givers, strict=True)):
        if not usable(one, giver):
            continue
        flags = [
            part.rewarded or not any(other.rewarded for other in one.parts) for part in one.parts
        ]
        least = None
        if giver.grows is not None:
            least = max(one.parts[0].quantity, giver.grows(one.args))
        places = tuple(tuple(fits.get((at, place), ())) for place in range(len(one.parts)))
        wanted = Wanted(one, giver, places, tuple(flags), least, len(terms) - at)
        if wanted.most_sets(counts):
            found.append(wanted)
    return tuple(found)


def usable(terms: Terms, giver: Giver) -> bool:
    """Whether the bundle can be given: no limit is used up, and its parts suit the reward."""
    rewarded = [part.rewarded for part in terms.parts]
    if not rewarded or any(part.quantity < 1 for part in terms.parts):
        return False
    if terms.most_sets == 0 or terms.most_discount == 0:
        return False
    if giver.rewarded and (all(rewarded) or not any(rewarded)):
        return False
    return giver.grows is None or len(rewarded) == 1
