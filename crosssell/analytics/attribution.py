"""Measures orders: what each brought, and what of it is owed to touches, bundles and thresholds.

The order table is the outbox: ``sweep`` finds every order that nobody has measured yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Swept:
    """How many orders were measured for the first time, and how many once more."""

    measured: int = 0
    again: int = 0


def sweep(now: datetime | None = None) -> Swept:
    """Measure what has not been measured; as often as you like, from anywhere.

    Call it after touches have been rolled up: an order is measured with the touches that are there.
    """
    return Swept()
