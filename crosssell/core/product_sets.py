"""Which two or three products sell together, counted exactly; pure.

The score of a set is ``products * together * lower``: the pieces that it moved, times how sure it
is that whoever buys its main product buys the rest. ``lower`` is the lower bound of Wilson's
interval of the share of the main product's orders that hold the whole set, so that 5 of 5 orders
do not beat 60 of 100.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from crosssell.core.evidence import wilson_lower

LEAST_TOGETHER = 5
# One order in so many must hold a set, in a shop where that is more than the least.
ONE_IN = 500
# A set of three in so large a share of a pair's orders stands for the pair.
HARDLY_WITHOUT = 0.8


@dataclass(frozen=True, slots=True)
class ProductSet:
    """Products (the main one first) and in how many orders they were.

    ``together`` orders held all, ``of_main`` held the main product, the one that sold in the most
    orders. ``share`` is together / of_main and ``lower`` its lower
    bound.
    """

    products: tuple[int, ...]
    together: int
    of_main: int
    share: float
    lower: float
    score: float


def floor(orders: int) -> int:
    """The least number of orders that must hold a set, in so many orders."""
    return max(LEAST_TOGETHER, -(-orders // ONE_IN))


def product_sets(
    holders: Mapping[int, Set[int]], pairs: Iterable[tuple[int, int]], orders: int, least: int
) -> list[ProductSet]:
    """The pairs and triples that sell together, best first.

    ``holders`` are the orders of each product, ``pairs`` what was learned to go together. A pair
    is strong where at least ``least`` orders hold both and these are more than chance would put
    together; a triple where all its pairs are strong and as many orders hold all three.
    """
    strong: dict[tuple[int, int], Set[int]] = {}
    beside: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in sorted({(min(pair), max(pair)) for pair in pairs}):
        first, second = holders.get(one, frozenset()), holders.get(other, frozenset())
        if one == other or min(len(first), len(second)) < least:
            continue
        both = first & second
        if len(both) >= least and len(both) * orders > len(first) * len(second):
            strong[one, other] = both
            # Upwards only, so that each triple is met once.
            beside[one].add(other)
    found = [_counted(pair, len(both), holders) for pair, both in strong.items()]
    for (one, other), both in strong.items():
        for third in sorted(beside[one] & beside[other]):
            held = len(both & holders[third])
            if held >= least:
                found.append(_counted((one, other, third), held, holders))
    found.sort(key=lambda some: (-some.score, some.products))
    return found


def varied(sets: Iterable[ProductSet], most: int, most_each: int = 3) -> Iterator[ProductSet]:
    """The best ``most`` of them, in their sequence, and no product in more than ``most_each``.

    Of sets of three that share two products only the best. Pairs sell more often, so a quarter
    of the places is kept for sets of three, as far as there are any; a pair that is hardly ever
    bought without the third of a chosen set is left out.
    """
    sets = list(sets)
    threes = _apart([one for one in sets if len(one.products) > 2], most // 4, most_each)
    pairs = [
        one
        for one in sets
        if len(one.products) == 2
        and not any(
            {*one.products} < {*three.products} and three.together >= HARDLY_WITHOUT * one.together
            for three in threes
        )
    ]
    chosen = {one.products for one in (*threes, *_apart(pairs, most - len(threes), most_each))}
    return (one for one in sets if one.products in chosen)


def _apart(sets: Iterable[ProductSet], most: int, most_each: int) -> list[ProductSet]:
    shared: set[frozenset[int]] = set()
    used: Counter[int] = Counter()
    found: list[ProductSet] = []
    for one in sets:
        own = {frozenset(pair) for pair in combinations(one.products, 2)}
        if len(found) == most:
            break
        if own & shared or any(used[product] >= most_each for product in one.products):
            continue
        shared |= own
        used.update(one.products)
        found.append(one)
    return found


def _counted(products: Sequence[int], together: int, holders: Mapping[int, Set[int]]) -> ProductSet:
    ordered = tuple(sorted(products, key=lambda one: (-len(holders[one]), one)))
    of_main = len(holders[ordered[0]])
    lower = wilson_lower(together, of_main)
    score = len(ordered) * together * lower
    return ProductSet(ordered, together, of_main, together / of_main, lower, score)


def all_but_one(products: Sequence[int], holders: Mapping[int, Set[int]]) -> int:
    """How many orders held all of these products but one: what a bundle of them could reach."""
    held = Counter(order for product in products for order in holders[product])
    return sum(count == len(products) - 1 for count in held.values())
