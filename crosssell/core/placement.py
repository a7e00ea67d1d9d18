"""A merchant's placements and rules as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, eq=False)
class Check:
    """A condition, fallback, filter or boost of a rule, with its args parsed.

    ``problem`` says in words why they cannot be. ``weight`` is a boost's.
    """

    code: str
    args: Any
    negate: bool = False
    problem: str = ""
    weight: int = 0


@dataclass(frozen=True, slots=True)
class PinView:
    """A product that a rule puts at a place of the widget, counted from 1."""

    product_id: int
    position: int


@dataclass(frozen=True, eq=False)
class RuleView:
    """A frozen rule, equal only to itself: comparing all of its parts would cost more than it
    saves. ``problem`` says in words why it cannot be used ("" where it can). ``stop``: rules
    after it are not used where it applies.
    """

    id: int | None
    name: str
    strategy: str
    args: Any
    reason: str = ""
    active: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    conditions: tuple[Check, ...] = ()
    filters: tuple[Check, ...] = ()
    problem: str = ""
    stop: bool = False
    fallbacks: tuple[Check, ...] = ()
    boosts: tuple[Check, ...] = ()
    pins: tuple[PinView, ...] = ()


@dataclass(frozen=True, eq=False)
class PlacementView:
    """A frozen placement with its rules by priority, and the args of its widget parsed.

    ``rules_fill`` says whether rules bring what the widget shows; where not, it has no items.
    ``max_items`` is the row's, or what the widget's args allow where that is less.
    """

    id: int | None
    slot: str
    widget: str
    args: Any
    title: str = ""
    layout: str = "list"
    min_items: int = 1
    max_items: int = 4
    position: int = 10
    active: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    rules: tuple[RuleView, ...] = ()
    problem: str = ""
    rules_fill: bool = True


def has_dates(view: PlacementView) -> bool:
    return view.starts_at is not None or view.ends_at is not None


def idle_reason(row: PlacementView | RuleView, now: datetime) -> str:
    """Why the row is not in force at ``now``: "off", "not_started", "ended", or "" if it is."""
    if not row.active:
        return "off"
    if row.starts_at is not None and now < row.starts_at:
        return "not_started"
    return "ended" if row.ends_at is not None and row.ends_at <= now else ""
