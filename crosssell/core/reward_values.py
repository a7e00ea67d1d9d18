"""What the pieces of bundles brought, as parts of the lines that they were sold in; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

_STORED = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sold:
    """A line of an order: ``before`` and ``amount`` without tax, before and after discounts.

    ``off`` is all that was taken off it, as the shop gives discounts (with tax, or without);
    ``left`` are the pieces that were neither cancelled nor returned.
    """

    before: Decimal
    amount: Decimal
    off: Decimal
    quantity: int
    left: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Pieces of one line in one bundle, and what they got off, as the shop gives discounts."""

    bundle: int
    line: int
    quantity: int
    off: Decimal


class Worth(NamedTuple):
    """What was brought without tax after all discounts, and what it cost in discounts.

    ``delivery`` is the part of the cost that was taken off the charge for it.
    """

    revenue: Decimal
    cost: Decimal
    delivery: Decimal = Decimal(0)


def bundle_values(lines: Mapping[int, Sold], takes: Iterable[Taken]) -> dict[int, Worth]:
    """By bundle what it brought and cost; what is known of no line is left out.

    A bundle's pieces bear its own discount; other discounts of a line are shared by all its pieces
    alike. Of a line that came back in part, every piece counts for as large a part.
    """
    known = [take for take in takes if take.line in lines and lines[take.line].quantity]
    by_line: defaultdict[int, Decimal] = defaultdict(Decimal)
    for take in known:
        by_line[take.line] += take.off
    revenue: defaultdict[int, Fraction] = defaultdict(Fraction)
    cost: defaultdict[int, Fraction] = defaultdict(Fraction)
    for take in known:
        line = lines[take.line]
        bought = Fraction(line.before) - Fraction(line.amount)
        # Discounts with tax, as parts of what was taken off without it.
        net = bought / Fraction(line.off) if line.off > 0 else Fraction(0)
        others = max(bought - net * Fraction(by_line[take.line]), Fraction(0))
        pieces = Fraction(take.quantity, line.quantity)
        stays = Fraction(line.left, line.quantity)
        worth = (Fraction(line.before) - others) * pieces - net * Fraction(take.off)
        revenue[take.bundle] += max(worth, Fraction(0)) * stays
        cost[take.bundle] += Fraction(take.off) * stays
    return {one: Worth(rounded(revenue[one]), rounded(cost[one])) for one in revenue}


def rounded(amount: Fraction) -> Decimal:
    """The amount with the two decimals that order tables keep; a half goes up."""
    cents = amount * 100
    whole, rest = divmod(cents.numerator, cents.denominator)
    up = 2 * rest >= cents.denominator
    return (Decimal(whole + up) * _STORED).quantize(_STORED, ROUND_HALF_UP)
