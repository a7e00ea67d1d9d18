"""The map of placements in force, held in the process under a version that all processes share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Check:
    """A condition or filter of a rule, with its args parsed."""

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
    """A frozen placement with its rules by priority, and the args of its widget parsed."""

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
    rules: tuple[RuleView, ...] = field(default=())
    problem: str = ""


def changed() -> None:
    """Tell every process that placements, rules, matrix or the live run changed.

    Saving and deleting rows calls it; whoever writes past the models (``update()``, bulk) must.
    """
    raise NotImplementedError
