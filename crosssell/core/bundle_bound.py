"""How much some pieces can save at most: what lets the search leave out what cannot win.

Each piece gets a rate, and each bundle a constant, so that no set of any bundle saves more than
the rates of its pieces and its bundle's share of the constant. The rates of all pieces that are
left and the constants are then a bound (linear programming calls them a dual solution).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crosssell.core.bundle_fillings import first
from crosssell.core.bundle_stock import Counts, Filling, Wanted
from crosssell.core.bundle_worth import FINE, Worth

# Costs are compared in so small fractions.
SHARES = 60


@dataclass(frozen=True, slots=True)
class Roof:
    """No set of the bundle is worth more than ``base``, nor more than its pieces' ``gains``.

    ``flat`` says that every set is worth the same; there are no gains then. There are none either
    where it matters which pieces go together: ``by_count`` says that it does not.
    """

    one: Wanted
    base: int
    flat: bool
    gains: dict[int, int]
    by_count: bool


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
    dear = tuple(first(fits, size, counts) for fits, size in places)
    cheap = tuple(first(fits[::-1], size, counts) for fits, size in places)
    highest = worth.unrounded(one, dear)
    flat = one.least is None and (dear == cheap or highest == worth.unrounded(one, cheap))
    gains: dict[int, int] = {}
    if one.giver.alike and not flat:
        top = min(which for fits in one.fits for which in fits)
        equal = tuple((top,) * size for _fits, size in places)
        saved, of = max(
            (_share(one, filling, worth) for filling in (dear, cheap, equal)),
            key=lambda share: Fraction(*share),
        )
        gains = {
            which: -(-worth.classes[which].price * worth.unit(one) * saved // of)
            for fits, rewarded in zip(one.fits, one.rewarded, strict=True)
            if rewarded
            for which in fits
        }
    base = -(-highest * worth.unit(one) // FINE)
    return Roof(one, base, flat, gains, flat or one.giver.alike)


def levels_of(roofs: Sequence[Roof], counts: Counts, worth: Worth) -> list[Level]:
    """One level for each bundle of the order, and one with nothing left at the end."""
    found = [Level({}, 0)]
    sharing = Counter(fits[0] for roof in roofs for fits in set(roof.one.fits) if len(fits) == 1)
    for roof in reversed(roofs):
        sharing -= Counter(fits[0] for fits in set(roof.one.fits) if len(fits) == 1)
        found.append(_with(found[-1], roof, sharing, counts, worth))
    return found[::-1]


def _with(level: Level, roof: Roof, sharing: Counter[int], counts: Counts, worth: Worth) -> Level:
    """The cheapest way to hold one more bundle."""
    one = roof.one
    rates = {which: 0 for fits in roof.one.fits for which in fits} | level.rates
    lows = [min(rates[which] for which in fits) for fits in one.fits]
    lack = max(0, roof.base - sum(low * size for low, size in zip(lows, one.sizes, strict=True)))
    most = one.most_sets(counts)
    ways: list[tuple[int, dict[int, int], int]] = [(lack * most * SHARES, rates, lack * most)]
    for fits, low, size in zip(one.fits, lows, one.sizes, strict=True):
        needed = low - (-lack // size)
        raised = rates | {which: max(needed, rates[which]) for which in fits}
        ways.append((_cost(fits, rates, raised, sharing, counts), raised, 0))
    if roof.gains:
        raised = {which: max(rate, roof.gains.get(which, 0)) for which, rate in rates.items()}
        ways.append((_cost(roof.gains, rates, raised, sharing, counts), raised, 0))
    if one.terms.most_discount is not None:
        budget = one.terms.most_discount * worth.unit(one)
        ways.append((budget * SHARES, rates, budget))
    _least, rates, more = min(ways, key=lambda way: way[0])
    return Level(rates, level.constant + more)


def _cost(
    classes: Iterable[int],
    rates: dict[int, int],
    raised: dict[int, int],
    sharing: Counter[int],
    counts: Counts,
) -> int:
    """What it costs to raise the rates; what other bundles need as well counts less."""
    return sum(
        counts[which] * (raised[which] - rates[which]) * SHARES // (1 + sharing[which])
        for which in classes
    )


def _share(one: Wanted, filling: Filling, worth: Worth) -> tuple[int, int]:
    """What a set saves, of what its rewarded pieces cost."""
    price = sum(
        worth.classes[which].price
        for part, rewarded in zip(filling, one.rewarded, strict=True)
        if rewarded
        for which in part
    )
    return (worth.unrounded(one, filling), price * FINE) if price else (0, 1)
