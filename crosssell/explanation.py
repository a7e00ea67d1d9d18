"""The answer to "why is this shown?" and "why not?": plain values that go to JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class ConditionTrace:
    """A condition's answer; ``ok`` is after ``negate``, ``reason`` the code of a no."""

    code: str
    label: str
    negate: bool
    ok: bool
    reason: str = ""


@dataclass(frozen=True)
class CandidateTrace:
    """What became of a candidate.

    ``outcome`` is "shown" (at ``rank``), "after_last" (good, but the places were taken) or
    "kept_out" by ``filter`` with the code ``reason``. ``backup`` marks a bestseller that tops up
    a list of pairs.
    """

    product_id: int
    title: str
    price: str | None
    score: float
    parts: dict[str, float]
    together: int
    orders: int
    backup: bool
    outcome: str
    rank: int | None = None
    filter: str = ""
    reason: str = ""


@dataclass(frozen=True)
class RuleTrace:
    """A rule: whether it applied, else the code why not (``problem`` in words where it is bad)."""

    id: int | None
    name: str
    strategy: str
    args: dict[str, Any]
    applies: bool
    code: str = ""
    problem: str = ""
    conditions: tuple[ConditionTrace, ...] = ()
    candidates: tuple[CandidateTrace, ...] = ()


@dataclass(frozen=True)
class PlacementTrace:
    """A placement of the slot: shown, or the code why not. ``draft`` is why it is not in force."""

    id: int | None
    title: str
    widget: str
    layout: str
    min_items: int
    max_items: int
    shown: bool
    code: str = ""
    problem: str = ""
    draft: str = ""
    rules: tuple[RuleTrace, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Everything that was decided for a slot; times are ISO 8601 in the shop's time zone."""

    slot: str
    now: str
    run_id: int | None
    facts: dict[str, Any] = field(default_factory=dict)
    placements: tuple[PlacementTrace, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The explanation as plain JSON values."""
        return asdict(self)
