"""A merchant's placements and rules as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Check:
    """A condition or filter of a rule, with its args parsed, or the words why they cannot be."""

    code: str
    args: Any
    negate: bool = False
    problem: str = ""


@dataclass(frozen=True)
class RuleView:
    """A frozen rule. ``problem`` says in words why it cannot be used ("" where it can)."""

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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Map:
    """Placements by slot, in the order of the slot table and of their positions; the live run.

    ``always`` are the slots with a placement that is on and has no dates; ``dated`` are the
    placements that have.
    """

    by_slot: dict[str, tuple[PlacementView, ...]]
    run_id: int | None
    version: str = ""
    loaded_at: float = 0.0
    always: frozenset[str] = frozenset()
    dated: tuple[PlacementView, ...] = ()

    @classmethod
    def of(
        cls, by_slot: dict[str, tuple[PlacementView, ...]], run_id: int | None, **more: Any
    ) -> Map:
        """A map with ``always`` and ``dated`` found from the placements."""
        views = [view for some in by_slot.values() for view in some]
        always = {view.slot for view in views if view.active and not _has_dates(view)}
        dated = tuple(view for view in views if view.active and _has_dates(view))
        return cls(by_slot, run_id, always=frozenset(always), dated=dated, **more)

    def slots_in_force(self, now: datetime) -> frozenset[str]:
        """Slots with a placement in force at ``now`` (aware)."""
        if not self.dated:
            return self.always
        return self.always | {view.slot for view in self.dated if not idle_reason(view, now)}


def _has_dates(view: PlacementView) -> bool:
    return view.starts_at is not None or view.ends_at is not None


def idle_reason(row: PlacementView | RuleView, now: datetime) -> str:
    """Why the row is not in force at ``now``: "off", "not_started", "ended", or "" if it is."""
    if not row.active:
        return "off"
    if row.starts_at is not None and now < row.starts_at:
        return "not_started"
    return "ended" if row.ends_at is not None and row.ends_at <= now else ""
