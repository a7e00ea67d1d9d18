"""Which bundles a basket gets: the combination that saves the shopper most.

docs/money.md says how discounts are computed, rounded and split, and what bounds the search.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from crosssell.core.bundle_choices import Nodes
from crosssell.core.bundle_groups import groups
from crosssell.core.bundle_missing import missing_of
from crosssell.core.bundle_search import Chosen, chosen
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
from crosssell.core.bundle_worth import Worth, discounts

# So many combinations are tried; a count, so that every machine finds the same.
NODES = 3_000


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
    worth, left = Worth(classes, scale), Nodes(nodes)
    found = _all_of([one for one in wanted if not one.terms.alone], worth, left)
    for one in wanted:
        if one.terms.alone:
            alone = _all_of([one], worth, left)
            found = replace(
                alone if alone.value > found.value else found, exact=found.exact and alone.exact
            )
    return Combination(_given(wanted, classes, found), found.exact)


def missing(
    lines: Iterable[Priced], terms: Iterable[Terms], reward: Callable[[str], Giver]
) -> tuple[Missing, ...]:
    """The bundles that pieces of one part complete, in the order of priority and id."""
    ordered = sorted(terms, key=lambda one: (one.priority, one.id))
    return missing_of(tuple(lines), ordered, reward)


def _all_of(wanted: Sequence[Wanted], worth: Worth, nodes: Nodes) -> Chosen:
    """What is best of each group of bundles that share pieces, together."""
    found = Chosen(0, {}, True)
    for group in groups(wanted):
        more = chosen(group, worth, nodes)
        found = Chosen(found.value + more.value, found.sets | more.sets, found.exact and more.exact)
    return found


def _given(
    wanted: Sequence[Wanted], classes: Sequence[PieceClass], found: Chosen
) -> tuple[GivenSet, ...]:
    """Hands out the pieces of the lines."""
    hands = [
        iter([line for line, count in one.lines for _piece in range(count)]) for one in classes
    ]
    given: list[GivenSet] = []
    for one in wanted:
        sets = found.sets.get(one.weight, ())
        offs = discounts(one, classes, sets) if sets else []
        for filling, each in zip(sets, offs, strict=True):
            given.append(GivenSet(one.terms.id, _takes(filling, each, hands)))
    return tuple(given)


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
