"""The raw facts of a shop's past, as a test keeps them to count them in its own way."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Noted:
    """One thing that was shown, or came back: ``kind`` shown, viewable, click or touch."""

    at: datetime
    kind: str
    about: dict[str, Any]


@dataclass(frozen=True)
class Whole:
    """A widget that was shown, or had nothing to show."""

    at: datetime
    about: dict[str, Any]
    empty: bool


@dataclass
class Order:
    """An order with the lines that are attributed, first one first, and what it was given."""

    at: datetime
    currency: str
    value: Decimal
    taker: bool
    lines: list[tuple[str, Decimal, dict[str, Any]]] = field(default_factory=list)
    given: list[tuple[str, int, Decimal, Decimal, Decimal]] = field(default_factory=list)


@dataclass
class Past:
    """All of it, and the ids of what it is about."""

    zone: ZoneInfo
    first: date
    noted: list[Noted] = field(default_factory=list)
    wholes: list[Whole] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    placements: list[int] = field(default_factory=list)
