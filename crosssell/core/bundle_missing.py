"""Which bundles a basket is one part short of."""

from collections.abc import Callable, Sequence

from crosssell.core.bundle_stock import usable
from crosssell.core.bundle_terms import Giver, Missing, Priced, Terms


def missing_of(
    lines: Sequence[Priced], terms: Sequence[Terms], reward: Callable[[str], Giver]
) -> tuple[Missing, ...]:
    """For each bundle that no set of is complete, the one part that is not, if it is one alone."""
    found = (_of(lines, one, reward(one.reward)) for one in terms)
    return tuple(one for one in found if one is not None)


def _of(lines: Sequence[Priced], terms: Terms, giver: Giver) -> Missing | None:
    if not usable(terms, giver):
        return None
    needs = [part.quantity for part in terms.parts]
    if giver.grows is not None:
        needs = [max(needs[0], giver.grows(terms.args))]
    fits = [
        [at for at, line in enumerate(lines) if not part.targets.isdisjoint(line.keys)]
        for part in terms.parts
    ]
    if not any(lines[at].quantity > 0 for places in fits for at in places):
        return None
    short = []
    for last in range(len(needs)):
        filled = _filled(lines, needs, fits, last)
        if all(filled[place] == need for place, need in enumerate(needs) if place != last):
            short.append((needs[last] - filled[last], last))
    if not short:
        return None
    quantity, place = min(short)
    return Missing(terms.id, place, quantity) if quantity else None


def _filled(
    lines: Sequence[Priced], needs: Sequence[int], fits: Sequence[Sequence[int]], last: int
) -> list[int]:
    """How many pieces each part can have, with part number ``last`` filled after the others.

    Augmenting paths: a part that lacks a piece may take one from a part that can replace it.
    """
    left = [max(0, line.quantity) for line in lines]
    held: list[dict[int, int]] = [{} for _need in needs]

    def place_one(place: int, seen: set[int]) -> bool:
        for at in fits[place]:
            if at in seen:
                continue
            seen.add(at)
            if left[at]:
                left[at] -= 1
            else:
                other = next(
                    (
                        one
                        for one, mine in enumerate(held)
                        if one != place and mine.get(at) and place_one(one, seen)
                    ),
                    None,
                )
                if other is None:
                    continue
                held[other][at] -= 1
            held[place][at] = held[place].get(at, 0) + 1
            return True
        return False

    filled = [0] * len(needs)
    for place in sorted(range(len(needs)), key=lambda place: place == last):
        while filled[place] < needs[place] and place_one(place, set()):
            filled[place] += 1
    return filled
