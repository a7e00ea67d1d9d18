"""What bundles save at most, by trying every combination of single pieces: slow and plain.

It shares nothing with the code that it judges but the frozen values that go in.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import ceil, floor
from typing import NamedTuple

from crosssell.core.bundle_terms import Priced, Terms


class Item(NamedTuple):
    """One piece."""

    price: int
    cost: int | None
    line: Priced


# The pieces of a set that the reward is for, and all of them.
Set = tuple[list[Item], list[Item]]


def most_saved(lines: Sequence[Priced], terms: Sequence[Terms]) -> int:
    """The most that any combination saves."""
    items = [Item(line.price, line.cost, line) for line in lines for _ in range(line.quantity)]
    together = [_saved_by_mask(items, one) for one in terms if not one.alone]
    alone = [max(_saved_by_mask(items, one).values()) for one in terms if one.alone]
    reached = {0: 0}
    for table in together:
        more: dict[int, int] = {}
        for used, saved in reached.items():
            for mask, value in table.items():
                if not used & mask:
                    more[used | mask] = max(more.get(used | mask, 0), saved + value)
        reached = more
    return max([*reached.values(), *alone])


def _saved_by_mask(items: list[Item], one: Terms) -> dict[int, int]:
    """For each choice of pieces the most that sets of exactly these save."""
    sets = [(mask, each) for mask, each in _sets(items, one) if _is_given(one, each)]
    most = len(items) if one.most_sets is None else one.most_sets
    if one.reward == "quantity_tiers":
        most = min(most, 1)
    if one.reward == "gift" and len({part.rewarded for part in one.parts}) < 2:
        most = 0
    found: dict[int, int] = {}
    for used, chosen in _disjoint(sets, most):
        saved = floor(_unrounded(one, chosen))
        if one.most_discount is None or saved <= one.most_discount:
            found[used] = max(found.get(used, 0), saved)
    return found


def _disjoint(sets: list[tuple[int, Set]], most: int) -> Iterator[tuple[int, list[Set]]]:
    yield 0, []
    if most:
        for at, (mask, one) in enumerate(sets):
            others = [other for other in sets[at + 1 :] if not other[0] & mask]
            for used, chosen in _disjoint(others, most - 1):
                yield used | mask, [one, *chosen]


def _sets(items: list[Item], one: Terms) -> Iterator[tuple[int, Set]]:
    places = range(len(items))
    if one.reward == "quantity_tiers":
        [part] = one.parts
        fitting = [at for at in places if items[at].line.keys & part.targets]
        for size in range(max(part.quantity, one.args.quantities[0]), len(fitting) + 1):
            for chosen in combinations(fitting, size):
                pieces = [items[at] for at in chosen]
                yield sum(1 << at for at in chosen), (pieces, pieces)
        return
    some_rewarded = any(part.rewarded for part in one.parts)

    def fill(parts: Sequence[int], free: list[int]) -> Iterator[tuple[int, Set]]:
        if not parts:
            yield 0, ([], [])
            return
        part = one.parts[parts[0]]
        fitting = [at for at in free if items[at].line.keys & part.targets]
        for chosen in combinations(fitting, part.quantity):
            pieces = [items[at] for at in chosen]
            for mask, (to, members) in fill(parts[1:], [at for at in free if at not in chosen]):
                own = pieces if part.rewarded or not some_rewarded else []
                yield sum(1 << at for at in chosen) | mask, (own + to, pieces + members)

    yield from fill(range(len(one.parts)), list(places))


def _unrounded(one: Terms, sets: list[Set]) -> Fraction:
    """The formulas of the seven rewards, as a merchant would say them."""
    prices = [sorted(item.price for item in rewarded) for rewarded, _members in sets]
    amount = one.amount or 0
    if one.reward == "percent":
        return Fraction(one.args.percent) / 100 * sum(map(sum, prices))
    if one.reward == "amount_off":
        return Fraction(sum(min(amount, sum(some)) for some in prices))
    if one.reward == "fixed_price":
        return Fraction(sum(max(0, sum(some) - amount) for some in prices))
    if one.reward == "cheapest_free":
        return Fraction(sum(some[0] for some in prices))
    if one.reward == "nth_at_percent":
        cheap = sum(sum(some[: one.args.count]) for some in prices)
        return Fraction(one.args.percent) / 100 * cheap
    if one.reward == "gift":
        return Fraction(sum(map(sum, prices)))
    tiers = list(zip(one.args.quantities, one.args.percents, strict=True))
    return sum(
        (
            Fraction([percent for size, percent in tiers if size <= len(some)][-1])
            / 100
            * sum(some)
            for some in prices
        ),
        Fraction(0),
    )


def _is_given(one: Terms, each: Set) -> bool:
    """Something is saved, and the margin left; here prices have no tax."""
    saved = _unrounded(one, [each])
    costs = [item.cost for item in each[1]]
    if saved <= 0:
        return False
    if one.margin_floor is None or None in costs:
        return True
    paid = sum(item.price for item in each[1]) - ceil(saved)
    return paid * (1 - Fraction(one.margin_floor)) >= sum(cost or 0 for cost in costs)
