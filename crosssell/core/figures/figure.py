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
# Six decimals of a share; three of an amount, the most that any currency has.
SHARE_STEP, MONEY_STEP = Decimal("0.000001"), Decimal("0.001")


@dataclass(frozen=True)
class Figure:
    """A figure. ``of`` makes it of sums: None where it would be divided by nothing, never 0.

    ``unit`` "share" is a part of one (0.25 is 25 %), "money" an amount in the report's currency.
    ``by`` are the reports (``DIMENSIONS``) that have it; in the others it would say nothing.
    """

    code: str
    label: str
    definition: str
    unit: Unit
    of: Callable[[Sums], Value]
    by: tuple[str, ...] = DIMENSIONS


def share(part: int, whole: int) -> Decimal | None:
    """The part of the whole, with six decimals."""
    return (Decimal(part) / Decimal(whole)).quantize(SHARE_STEP) if whole else None


def average(amount: Decimal, number: int) -> Decimal | None:
    """The amount of one of so many, with three decimals."""
    return (amount / number).quantize(MONEY_STEP) if number else None


def change(now: Value, before: Value) -> Decimal | None:
    """How much more it is now, as a share of what it was before; None where that was nothing."""
    if now is None or not before:
        return None
    return ((Decimal(now) - Decimal(before)) / Decimal(before)).quantize(SHARE_STEP)
