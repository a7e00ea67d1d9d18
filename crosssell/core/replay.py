"""What a bundle would have given in past orders, added up; pure.

Amounts are whole minor units of one currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low

from crosssell.core.bundle_terms import GivenSet, Priced

# Upper ends of the groups in which discounts are counted, as shares of what the order is worth.
SHARES = (0.02, 0.05, 0.10, 0.15, 0.20, 1.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The sets that one order would have got.

    ``value`` is what the whole order was worth, ``taken`` the price of the pieces in the sets,
    both before discounts. ``paid`` (without tax, after the sets' discount) and ``cost`` are of
    the pieces whose cost is known, ``known`` says how many these are.
    """

    number: str
    value: int
    sets: int
    pieces: int
    taken: int
    discount: int
    known: int = 0
    paid: int = 0
    cost: int = 0


def outcome(
    number: str, value: int, lines: Mapping[int, Priced], sets: Iterable[GivenSet]
) -> Outcome:
    """The outcome of these sets of one bundle; ``lines`` by their ids."""
    count = pieces = taken = discount = known = paid = cost = 0
    for one in sets:
        count += 1
        for take in one.takes:
            line = lines[take.line]
            pieces += take.quantity
            taken += line.price * take.quantity
            discount += take.discount
            if line.net is not None and line.cost is not None:
                known += take.quantity
                paid += line.net * take.quantity - _net(take.discount, line)
                cost += line.cost * take.quantity
    return Outcome(number, value, count, pieces, taken, discount, known, paid, cost)


def _net(discount: int, line: Priced) -> int:
    """The discount without tax, rounded up: the margin is never told too high."""
    if line.net is None or not line.price:
        return discount
    return -(-discount * line.net // line.price)


@dataclass(slots=True)
class Told:
    """All outcomes of one currency. ``orders`` and ``value`` count every replayed order.

    ``qualified`` counts those that complete the bundle, whether or not it would have been given.
    """

    orders: int = 0
    value: int = 0
    qualified: int = 0
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def given(self) -> int:
        """In how many orders it would have been given."""
        return len(self.outcomes)

    def total(self, name: str) -> int:
        """The sum of a column of the outcomes."""
        return sum(getattr(one, name) for one in self.outcomes)

    def average(self) -> int:
        """The mean discount of an order that gets one, rounded half up."""
        discount, given = self.total("discount"), self.given
        return (2 * discount + given) // (2 * given) if given else 0

    def median(self) -> int:
        """The middle discount, the lower of two."""
        return median_low(one.discount for one in self.outcomes) if self.outcomes else 0

    def worst(self) -> Outcome | None:
        """The greatest discount; of equal ones the greatest share of its order, then the first."""
        if not self.outcomes:
            return None
        return max(self.outcomes, key=lambda one: (one.discount, -one.value))

    def shares(self) -> list[int]:
        """How many orders lose a share up to each of ``SHARES`` (and above the one before)."""
        counts = [0] * len(SHARES)
        for one in self.outcomes:
            share = one.discount / one.value if one.value else 1.0
            counts[next(place for place, end in enumerate(SHARES) if share <= end)] += 1
        return counts

    def times(self, most: int) -> list[int]:
        """How many orders get 1, 2 ... ``most`` sets; the last counts those with more too."""
        counts = [0] * most
        for one in self.outcomes:
            counts[min(one.sets, most) - 1] += 1
        return counts


@dataclass(slots=True)
class Rival:
    """What a live bundle gives in the orders that complete the replayed one too.

    ``before`` without it, ``after`` beside it; ``lost`` counts the orders in which it gives less
    than before, ``kept`` those in which it keeps the replayed one out altogether.
    """

    orders: int = 0
    before: int = 0
    after: int = 0
    lost: int = 0
    kept: int = 0

    def count(self, before: int, after: int, kept: bool) -> None:
        """Count one order in which the rival could be given."""
        self.orders += 1
        self.before += before
        self.after += after
        self.lost += after < before
        self.kept += kept


def by_bundle(sets: Sequence[GivenSet]) -> dict[int, list[GivenSet]]:
    """The sets of each bundle, in their sequence."""
    found: dict[int, list[GivenSet]] = {}
    for one in sets:
        found.setdefault(one.bundle, []).append(one)
    return found
