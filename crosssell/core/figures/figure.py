"""What a figure is, and how sums are divided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from crosssell.core.figures.sums import Sums

Value = int | Decimal | None
Unit = Literal["count", "share", "money"]
PLACEMENT, RULE, STRATEGY, SLOT, PRODUCT, BUNDLE, THRESHOLD, TOTAL = DIMENSIONS = (
    "placement",
    "rule",
    "strategy",
    "slot",
    "product",
    "bundle",
    "threshold",
    "total",
)
# Where whole widgets are counted, not only what is in them.
PLACES = (PLACEMENT, SLOT, TOTAL)
# Where orders are given something, whether it was recommended to them or not.
REWARDS = (BUNDLE, THRESHOLD)
OTHERS = tuple(one for one in DIMENSIONS if one not in REWARDS)
_SHARE_DIGITS = 6


@dataclass(frozen=True)
class Figure:
    """A figure. ``of`` makes it of sums, exactly: None where it would be divided by nothing.

    ``unit`` "share" is a part of one (0.25 is 25 %), "money" an amount in the report's currency.
    ``by`` are the reports (``DIMENSIONS``) that have it; in the others it would say nothing.
    """

    code: str
    label: str
    definition: str
    unit: Unit
    of: Callable[[Sums], Value]
    by: tuple[str, ...] = DIMENSIONS

    def value(self, sums: Sums, digits: int) -> Value:
        """The figure as reports have it, rounded once: half to the even neighbour.

        Shares have six decimals, amounts the ``digits`` of their currency.
        """
        found = self.of(sums)
        if found is None or self.unit == "count":
            return found
        return round(Decimal(found), _SHARE_DIGITS if self.unit == "share" else digits)


def share(part: int, whole: int) -> Decimal | None:
    """The part of the whole."""
    return Decimal(part) / Decimal(whole) if whole else None


def average(amount: Decimal, number: int) -> Decimal | None:
    """The amount of one of so many."""
    return amount / number if number else None


def change(now: Value, before: Value) -> Decimal | None:
    """How much more it is now, as a share of what it was before; None where that was nothing.

    It has six decimals.
    """
    if now is None or not before:
        return None
    return round((Decimal(now) - Decimal(before)) / abs(Decimal(before)), _SHARE_DIGITS)
