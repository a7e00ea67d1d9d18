"""Which bundles a basket gets: the combination that saves the shopper most.

docs/money.md says how discounts are computed, rounded and split, and what bounds the search.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from crosssell.core.bundle_greedy import greedy
from crosssell.core.bundle_missing import missing_of
from crosssell.core.bundle_search import Plan, Search, TooMany
from crosssell.core.bundle_stock import Filling, PieceClass, Wanted, classes_of, wanted_of
from crosssell.core.bundle_terms import (
    Combination,
    GivenSet,
    Giver,
    Missing,
    Priced,
    Take,
    Terms,
)
from crosssell.core.bundle_worth import discounts

# So many combinations are tried; a count, so that every machine finds the same.
NODES = 5_000


def best(
    lines: Iterable[Priced],
    terms: Iterable[Terms],
    reward: Callable[[str], Giver],
    nodes: int = NODES,
) -> Combination:
    """The combination of bundles that saves most; ``reward`` finds a reward by its code.

    Where combinations save the same, those of the lowest priority number win, then the lowest id.
    The order of lines and terms does not matter. ``nodes`` bounds the search; beyond it the
    combination is good, but perhaps not the best (``exact`` is False).
    """
    ordered = sorted(terms, key=lambda one: (one.priority, one.id))
    classes = classes_of(lines, ordered)
    wanted = wanted_of(classes, ordered, [reward(one.reward) for one in ordered])
    scale = sum(piece.price * piece.count for piece in classes) * (len(ordered) + 1) + 1
    together = [one for one in wanted if not one.terms.alone]
    tried = [together, *([one] for one in wanted if one.terms.alone)]
    found = []
    for some in tried:
        value, plan, exact = _of_these(some, classes, scale, nodes)
        found.append((value, _given(some, classes, plan), exact))
    _value, sets, _exact = max(found, key=lambda one: one[0])
    return Combination(sets, all(exact for _value, _sets, exact in found))


def missing(
    lines: Iterable[Priced], terms: Iterable[Terms], reward: Callable[[str], Giver]
) -> tuple[Missing, ...]:
    """The bundles that pieces of one part complete, in the order of priority and id."""
    ordered = sorted(terms, key=lambda one: (one.priority, one.id))
    return missing_of(tuple(lines), ordered, reward)


def rest(lines: Iterable[Priced], given: Combination) -> tuple[Priced, ...]:
    """The pieces that no set has taken."""
    taken: dict[int, int] = {}
    for one in given.sets:
        for take in one.takes:
            taken[take.line] = taken.get(take.line, 0) + take.quantity
    return tuple(
        replace(line, quantity=left)
        for line in lines
        if (left := line.quantity - taken.get(line.id, 0)) > 0
    )


def _of_these(
    wanted: Sequence[Wanted], classes: Sequence[PieceClass], scale: int, nodes: int
) -> tuple[int, Plan, bool]:
    counts = tuple(piece.count for piece in classes)
    search = Search(wanted, classes, scale, nodes)
    try:
        return *search.best(counts), True
    except TooMany:
        return *greedy(search, counts), False


def _given(
    wanted: Sequence[Wanted], classes: Sequence[PieceClass], plan: Plan
) -> tuple[GivenSet, ...]:
    """Hands out the pieces of the lines."""
    hands = [
        iter([line for line, count in one.lines for _piece in range(count)]) for one in classes
    ]
    found: list[GivenSet] = []
    for one, chosen in zip(wanted, plan, strict=True):
        offs = discounts(one, classes, chosen) if chosen else []
        for filling, each in zip(chosen, offs, strict=True):
            found.append(GivenSet(one.terms.id, _takes(filling, each, hands)))
    return tuple(found)


def _takes(
    filling: Filling, offs: Sequence[int], hands: Sequence[Iterator[int]]
) -> tuple[Take, ...]:
    got: dict[tuple[int, int], list[int]] = {}
    off = iter(offs)
    for place, part in enumerate(filling):
        for which in part:
            take = got.setdefault((place, next(hands[which])), [0, 0])
            take[0] += 1
            take[1] += next(off)
    return tuple(Take(line, place, *take) for (place, line), take in got.items())
