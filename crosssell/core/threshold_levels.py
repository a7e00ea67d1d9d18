"""Where a threshold could begin: how past orders lie around round amounts, and what it costs.

Every amount is a whole number of the currency's minor unit. Nothing here knows why orders are as
large as they are: it counts those that reach an amount, and those that lack little.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from crosssell.core.round_amounts import multiples, round_step

SHIPPING, PERCENT, AMOUNT, GIFT = "shipping", "percent", "amount", "gift"
# A per cent with two decimals, as a whole number.
WHOLE = 10_000
# Fewer orders than these tell more of chance than of the shop.
LEAST_ORDERS = 50
MOST_LEVELS, MOST_BARS = 15, 12


class Group(NamedTuple):
    """Orders of the same value: how many, what they paid for shipping, and how many paid any."""

    value: int
    orders: int
    charge: int
    paying: int = 0


class Values:
    """The orders of one currency, grouped by what they came to; few bytes for each value."""

    def __init__(self, groups: Iterable[Group]) -> None:
        """``groups`` come with rising values; equal ones are put together, less than 0 is 0."""
        self.values, self.orders, self.charges = array("q"), array("q"), array("q")
        self.paying = 0
        for value, orders, charge, paying in groups:
            value = max(value, 0)
            self.paying += paying
            if self.values and value == self.values[-1]:
                self.orders[-1] += orders
                self.charges[-1] += charge
            else:
                self.values.append(value)
                self.orders.append(orders)
                self.charges.append(charge)
        self._before = [0, *accumulate(self.orders)]

    @property
    def count(self) -> int:
        """How many orders there are."""
        return self._before[-1]

    @property
    def total(self) -> int:
        """What all orders came to."""
        return sum(map(int.__mul__, self.values, self.orders))

    @property
    def mean(self) -> int:
        """The mean order, rounded half up; 0 without orders."""
        return (2 * self.total + self.count) // (2 * self.count) if self.count else 0

    @property
    def median(self) -> int:
        """The order in the middle, the lower of two; 0 without orders."""
        return self.quantile(1, 2)

    def quantile(self, part: int, parts: int) -> int:
        """The least value that ``part`` of ``parts`` of the orders do not pass; 0 without any."""
        if not self.count:
            return 0
        place = max(-(-self.count * part // parts), 1)
        return self.values[bisect_left(self._before, place) - 1]

    def below(self, amount: int) -> int:
        """How many orders came to less than the amount."""
        return self._before[self.place(amount)]

    def place(self, amount: int) -> int:
        """How many groups came to less than the amount."""
        return bisect_left(self.values, amount)


@dataclass(frozen=True, slots=True)
class Bar:
    """Orders from ``first`` up to below ``end``; of the last bar ``end`` is None."""

    first: int
    end: int | None
    orders: int


def bars(values: Values, most: int = MOST_BARS) -> tuple[Bar, ...]:
    """How the orders are spread, in bars of one round width; the last holds all dearer ones."""
    if not values.count:
        return ()
    width = round_step(max(values.quantile(95, 100), 1), most)
    ends = multiples(width, width, values.quantile(95, 100))
    firsts = [0, *ends]
    counts = [values.below(end) for end in ends]
    found = [
        Bar(first, end, upto - before)
        for first, end, upto, before in zip(firsts, ends, counts, [0, *counts], strict=False)
    ]
    return (*found, Bar(ends[-1], None, values.count - counts[-1]))


@dataclass(frozen=True, slots=True)
class Reward:
    """What a tier would give: a ``kind``, and what it needs.

    ``percent`` is in hundredths of a per cent. ``amount`` is what is taken off, or what one gift
    costs; for shipping what sending one order costs, None for the charge that it really paid.
    """

    kind: str
    percent: int = 0
    amount: int | None = None

    def cost(self, value: int, orders: int, charge: int) -> int:
        """What it costs on so many orders of that value, each rounded down."""
        if self.kind == PERCENT:
            return value * self.percent // WHOLE * orders
        if self.kind == AMOUNT:
            return min(self.amount or 0, value) * orders
        if self.kind == SHIPPING and self.amount is None:
            return charge
        return (self.amount or 0) * orders


@dataclass(frozen=True, slots=True)
class Level:
    """One amount at which a threshold could begin.

    ``reached`` orders come to it already, which would have cost ``cost``. ``near`` ones lack
    little: ``missing`` is what they lack all together, and ``near_cost`` what the reward would
    cost on them if each came to just the amount.
    """

    amount: int
    reached: int
    cost: int
    near: int
    missing: int
    near_cost: int


def levels(
    values: Values, amounts: Sequence[int], reward: Reward, within: int
) -> tuple[Level, ...]:
    """The orders around each amount; near is from ``within`` per cent of it up to below it."""
    parts = list(zip(values.values, values.orders, values.charges, strict=True))
    worth = _sums(parts, lambda value, orders, _charge: value * orders)
    costs = _sums(parts, reward.cost)
    charges = _sums(parts, lambda _value, _orders, charge: charge)
    found = []
    for amount in amounts:
        low, high = values.place(-(-amount * within // 100)), values.place(amount)
        near = values.below(amount) - values.below(-(-amount * within // 100))
        found.append(
            Level(
                amount,
                reached=values.count - values.below(amount),
                cost=costs[-1] - costs[high],
                near=near,
                missing=amount * near - (worth[high] - worth[low]),
                near_cost=reward.cost(amount, near, charges[high] - charges[low]),
            )
        )
    return tuple(found)


def _sums(
    parts: Iterable[tuple[int, int, int]], number: Callable[[int, int, int], int]
) -> list[int]:
    """What comes before each part, and all."""
    return [0, *accumulate(number(*part) for part in parts)]


def candidates(values: Values, most: int = MOST_LEVELS) -> tuple[int, ...]:
    """Round amounts where orders are: from the least tenth to what one in twenty passes.

    At least one lies above the median. Empty without orders that came to anything.
    """
    if not values.count or not values.values[-1]:
        return ()
    low = min(values.quantile(10, 100), values.median // 2)
    high = max(values.quantile(95, 100), values.median * 3 // 2, 1)
    step = round_step(high - low, most - 1)
    return tuple(multiples(step, max(low, 1), high))


def suggested(found: Sequence[Level], values: Values) -> Level | None:
    """Of the amounts above the median the one with most orders near; of equal ones the lowest.

    None where there are fewer than ``LEAST_ORDERS``, or none is near.
    """
    above = [one for one in found if one.amount > values.median and one.near]
    if values.count < LEAST_ORDERS or not above:
        return None
    return max(above, key=lambda one: (one.near, -one.amount))


def break_even(level: Level, gain: Fraction, weight: Fraction) -> Fraction | None:
    """Which share of the near orders must add what they lack, so that the reward pays for itself.

    ``gain`` is the margin on each unit that is added, ``weight`` what a unit of the reward costs
    the shop (less than 1 where part of it is tax). The cost on the orders that reach the amount
    anyway, over what a near one brings: gain times what it lacks, less the reward on it. More than
    1 means that not even all of them would do; None that each of them costs more than it brings.
    """
    brought = gain * level.missing - weight * level.near_cost
    return weight * level.cost / brought if brought > 0 else None
