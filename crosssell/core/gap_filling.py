"""Products, or pairs of them, that bring a basket to the next tier without passing it by far.

Amounts are whole numbers of the currency's minor unit. What a product really adds is only known
once the basket is priced with it, so few are, those that look best by their list prices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

# So many are priced exactly at most: a few at first, then as many again where these were not
# enough, chosen by what the first ones taught about discounts.
AT_ONCE, ROUNDS = 8, 2
# A few of these look too dear, but may add less than they cost.
TOO_DEAR = 2
# Products that pairs are made of, the most relevant ones.
MOST_PAIRED = 40


class Gap(NamedTuple):
    """What is missing, and the most that may be added."""

    least: int
    most: int

    @classmethod
    def of(cls, missing: int, at_least: int, overshoot: int) -> Gap:
        """``overshoot`` is in percent of the tier's amount, ``at_least``."""
        return cls(missing, missing + at_least * overshoot // 100)

    def closes(self, adds: int) -> bool:
        """Whether that is enough, and not too much."""
        return self.least <= adds <= self.most


@dataclass(frozen=True, slots=True)
class Offered:
    """A product that may be proposed: what a piece costs, and how well it goes with the basket.

    ``relevance`` is 0 for what was never bought with it; ``place`` then says what sells better.
    ``margin`` is the share of the price that the shop keeps, None where no cost is known.
    """

    id: int
    family: int
    price: int
    relevance: float = 0.0
    place: int = 0
    margin: Decimal | None = None


class Real(NamedTuple):
    """What products add to what counts, and the share of it that the shop keeps (None unknown)."""

    adds: int
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class Filler:
    """Products that close the gap together, with what they really add."""

    products: tuple[Offered, ...]
    adds: int
    margin: Decimal | None

    @property
    def families(self) -> frozenset[int]:
        return frozenset(one.family for one in self.products)


# Prices a basket with these products; None where they must not be proposed.
Really = Callable[[tuple[Offered, ...]], Real | None]
_Key = tuple[float | Decimal | tuple[int, ...], ...]


def singles(offered: Iterable[Offered], gap: Gap, really: Really, most: int) -> list[Filler]:
    """The products that close the gap alone, the best first, none of a family twice.

    Most relevant first, then the nearest to the gap, then the best margin. ``most`` are wanted.
    At most ``AT_ONCE * ROUNDS`` are priced.
    """
    return _found([(one,) for one in offered], gap, really, most, _by_relevance)


def pairs(offered: Iterable[Offered], gap: Gap, really: Really, most: int) -> list[Filler]:
    """Two products that close the gap together, of two families; no family in two pairs.

    Nearest to the gap first, then the most relevant, then the best margin. As many are priced.
    """
    best = sorted(offered, key=lambda one: (-one.relevance, one.place, one.id))[:MOST_PAIRED]
    both = [
        tuple(sorted(two, key=lambda one: one.id))
        for two in combinations(best, 2)
        if two[0].family != two[1].family
    ]
    return _found(both, gap, really, most, _by_nearness)


def _found(
    sets: Iterable[tuple[Offered, ...]],
    gap: Gap,
    really: Really,
    most: int,
    key: Callable[[Filler], _Key],
) -> list[Filler]:
    left = {tuple(one.id for one in some): some for some in sets}
    kept: list[Filler] = []
    listed = added = 0
    for _round in range(ROUNDS):
        for some in _worth_pricing(left.values(), gap, Fraction(added, listed or 1), key):
            del left[tuple(one.id for one in some)]
            real = really(some)
            if real is not None:
                listed, added = listed + _price(some), added + max(real.adds, 0)
                if gap.closes(real.adds):
                    kept.append(Filler(some, real.adds, real.margin))
        if len(_apart(sorted(kept, key=key))) >= most:
            break
    return _apart(sorted(kept, key=key))[:most]


def _worth_pricing(
    sets: Iterable[tuple[Offered, ...]],
    gap: Gap,
    ratio: Fraction,
    key: Callable[[Filler], _Key],
) -> list[tuple[Offered, ...]]:
    """Those that look best where products add ``ratio`` of what they cost (0: not known yet)."""
    known = ratio or Fraction(1)
    guessed = [Filler(some, int(_price(some) * known), _least_margin(some)) for some in sets]
    near = _apart(sorted((one for one in guessed if gap.closes(one.adds)), key=key))
    dear = [one for one in guessed if gap.most < one.adds <= 2 * gap.most]
    spare = _apart(sorted(dear, key=lambda one: (one.adds, key(one))))[:TOO_DEAR]
    taken = near[: AT_ONCE - len(spare)] + spare
    return [one.products for one in taken + near[AT_ONCE - len(spare) :]][:AT_ONCE]


def _apart(fillers: Sequence[Filler]) -> list[Filler]:
    """Without those that share a family with one before them."""
    found: list[Filler] = []
    taken: set[int] = set()
    for one in fillers:
        if not taken & one.families:
            taken |= one.families
            found.append(one)
    return found


def _by_relevance(one: Filler) -> _Key:
    [product] = one.products
    return -product.relevance, one.adds, -(one.margin or 0), (product.place, product.id)


def _by_nearness(one: Filler) -> _Key:
    relevance = min(product.relevance for product in one.products)
    places = tuple(sorted(product.place for product in one.products))
    ids = tuple(product.id for product in one.products)
    return one.adds, -relevance, -(one.margin or 0), (*places, *ids)


def _least_margin(some: Sequence[Offered]) -> Decimal | None:
    return min((one.margin for one in some if one.margin is not None), default=None)


def _price(some: Sequence[Offered]) -> int:
    return sum(one.price for one in some)
