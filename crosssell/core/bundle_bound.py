"""How much some pieces can save at most: what lets the search leave out what cannot win.

Each piece gets a rate, and each bundle a constant, so that no set of any bundle saves more than
the rates of its pieces and its bundle's share of the constant. The rates of all pieces that are
left and the constants are then a bound (linear programming calls them a dual solution).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from crosssell.core.bundle_stock import Counts, Filling, Wanted
from crosssell.core.bundle_worth import FINE, Worth


@dataclass(frozen=True, slots=True)
class Roof:
    """No set of the bundle is worth more than ``base``, nor more than its pieces' ``gains``.

    ``flat`` says that every set is worth the same. Gains are known where sets may be chosen by
    their pieces alone, else None.
    """

    one: Wanted
    base: int
    flat: bool
    gains: dict[int, int] | None

    @property
    def by_count(self) -> bool:
        """Whether only the number of sets and their pieces matter, not which go together."""
        return self.flat or self.gains is not None


@dataclass(frozen=True, slots=True)
class Level:
    """The rates and the constant for all bundles from one place in the order on."""

    rates: dict[int, int]
    constant: int

    def bound(self, counts: Sequence[int]) -> int:
        """What these pieces are worth at most."""
        return self.constant + sum(counts[which] * rate for which, rate in self.rates.items())


def roof_of(one: Wanted, counts: Counts, worth: Worth) -> Roof:
    """Made of the dearest set, the cheapest, and one of equal pieces."""
    sizes = [sum(counts[which] for which in one.fits[0])] if one.least is not None else one.sizes
    places = list(zip(one.fits, sizes, strict=True))
    dear = tuple(_first(fits, size, counts) for fits, size in places)
    cheap = tuple(_first(fits[::-1], size, counts) for fits, size in places)
    top = min(which for fits in one.fits for which in fits)
    equal = tuple((top,) * size for _fits, size in places)
    highest = worth.unrounded(one, dear)
    flat = one.least is None and highest == worth.unrounded(one, cheap)
    gains = None
    if one.giver.alike:
        share = max(_share(one, filling, worth) for filling in (dear, cheap, equal))
        gains = {
            which: _up(share * worth.classes[which].price * worth.unit(one))
            for fits, rewarded in zip(one.fits, one.rewarded, strict=True)
            if rewarded
            for which in fits
        }
    return Roof(one, _up(Fraction(highest * worth.unit(one), FINE)), flat, gains)


def levels_of(roofs: Sequence[Roof], counts: Counts, worth: Worth) -> list[Level]:
    """One level for each bundle of the order, and one with nothing left at the end."""
    found = [Level({}, 0)]
    for at in range(len(roofs) - 1, -1, -1):
        found.append(_with(found[-1], roofs[at], roofs[:at], counts, worth))
    return found[::-1]


def _with(level: Level, roof: Roof, earlier: Sequence[Roof], counts: Counts, worth: Worth) -> Level:
    """The cheapest way to hold one more bundle."""
    one, rates = roof.one, {which: 0 for fits in roof.one.fits for which in fits} | level.rates
    lows = [min(rates[which] for which in fits) for fits in one.fits]
    lack = max(0, roof.base - sum(low * size for low, size in zip(lows, one.sizes, strict=True)))
    ways = [(Fraction(lack * one.most_sets(counts)), rates, lack * one.most_sets(counts))]
    for fits, low, size in zip(one.fits, lows, one.sizes, strict=True):
        needed = low - (-lack // size)
        raised = rates | {which: max(needed, rates[which]) for which in fits}
        cost = sum(counts[which] * (raised[which] - rates[which]) for which in fits)
        sharing = sum(
            any(not set(fits).isdisjoint(theirs) for theirs in other.one.fits) for other in earlier
        )
        ways.append((Fraction(cost, 1 + sharing), raised, 0))
    if roof.gains is not None:
        raised = {which: max(rate, roof.gains.get(which, 0)) for which, rate in rates.items()}
        cost = sum(counts[which] * (raised[which] - rates[which]) for which in raised)
        ways.append((Fraction(cost), raised, 0))
    if one.terms.most_discount is not None:
        most = one.terms.most_discount * worth.unit(one)
        ways.append((Fraction(most), rates, most))
    _cost, rates, more = min(ways, key=lambda way: way[0])
    return Level(rates, level.constant + more)


def _first(fits: Sequence[int], size: int, counts: Counts) -> tuple[int, ...]:
    """So many pieces of the first classes."""
    found: list[int] = []
    for which in fits:
        found += [which] * min(counts[which], size - len(found))
    return tuple(found)


def _share(one: Wanted, filling: Filling, worth: Worth) -> Fraction:
    """Which part of what its rewarded pieces cost a set saves."""
    price = sum(
        worth.classes[which].price
        for part, rewarded in zip(filling, one.rewarded, strict=True)
        if rewarded
        for which in part
    )
    return Fraction(worth.unrounded(one, filling), price * FINE) if price else Fraction(0)


def _up(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
