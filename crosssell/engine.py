"""Decides: placements -> rules -> conditions -> candidates -> filters -> ranking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crosssell.core.data import Recommendation
from crosssell.explanation import Explanation
from crosssell.facts import Facts
from crosssell.oscar.catalogue import Card
from crosssell.placements import PlacementView


@dataclass(frozen=True)
class Item:
    """A recommendation and its card."""

    recommendation: Recommendation
    card: Card


@dataclass(frozen=True)
class Planned:
    """A placement with what it shows. ``main`` is the page's product, for widgets that need it."""

    placement: PlacementView
    items: tuple[Item, ...] = ()
    main: Card | None = None


def active_slots() -> frozenset[str]:
    """Slots with a placement in force now; no query while the map is warm."""
    raise NotImplementedError


def page_slots(slot: str) -> tuple[str, ...]:
    """Active slots that are planned together with this one, in the order of the slot table."""
    raise NotImplementedError


def plan(facts: Facts, slot_names: Iterable[str]) -> dict[str, tuple[Planned, ...]]:
    """What these slots of one page show, de-duplicated over the page; slots with nothing missing.

    Earlier slots of the table win, then the lower position. A placement below its least items is
    left out.
    """
    raise NotImplementedError


def explain(facts: Facts, slot: str, include_drafts: bool = False) -> Explanation:
    """Why this slot shows what it shows on this page.

    ``include_drafts`` treats rows that are off, not yet or no longer in force as if they were.
    Raises LookupError for an unknown slot.
    """
    raise NotImplementedError
