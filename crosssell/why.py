"""Why and why not: the first step that let a product through each rule, or kept it out; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from crosssell.explanation import (
    UNDER_TEST,
    CandidateTrace,
    ConditionTrace,
    Explanation,
    PlacementTrace,
    RuleTrace,
)

# What is nearest to being shown is told, where a rule proposes a product more than once.
NEAREST = ("shown", "after_last", "too_few", "kept_out")
ONCE = "once_a_page"
FILLED_IN_ORDER = ("pinned", "primary", "backup")


@dataclass(frozen=True)
class Step:
    """What a rule of a placement did with a product.

    ``code`` is the outcome of a candidate ("shown", "after_last", "too_few", "kept_out"), the
    code of a rule that does not apply ("condition", "stopped", "off" ...), "not_proposed", or,
    without a rule, why the placement is not asked ("off", "not_started", "ended", "bad",
    "under_test") and "no_rule". ``condition`` is the first that does not hold, ``stopped_by`` the
    rule that stops the placement. ``rank`` counts what may be shown, from 1. Where a widget has it
    already, ``proposed_by`` is the rule of the placement that proposed it before, else
    ``shown_by`` the placement of the same slot that shows it.
    """

    placement: PlacementTrace
    code: str
    rule: RuleTrace | None = None
    candidate: CandidateTrace | None = None
    condition: ConditionTrace | None = None
    stopped_by: RuleTrace | None = None
    shown_by: PlacementTrace | None = None
    proposed_by: RuleTrace | None = None
    rank: int | None = None

    @property
    def shown(self) -> bool:
        """Whether the shopper sees the product here."""
        return self.code == "shown" and self.placement.shown


def steps(found: Explanation, family: Collection[int]) -> tuple[Step, ...]:
    """One step a rule, in the order of placements and rules.

    ``family`` are the ids of the product: its own, and those of its variants.
    """
    return tuple(
        step for placement in found.placements for step in _steps(found, placement, family)
    )


def _steps(
    found: Explanation, placement: PlacementTrace, family: Collection[int]
) -> Iterator[Step]:
    if placement.code in ("off", "not_started", "ended", "bad", UNDER_TEST):
        yield Step(placement, placement.code)
        return
    if not placement.rules:
        yield Step(placement, "no_rule")
    for rule in placement.rules:
        yield _step(found, placement, rule, family)


def _step(
    found: Explanation, placement: PlacementTrace, rule: RuleTrace, family: Collection[int]
) -> Step:
    if not rule.applies:
        return Step(
            placement,
            rule.code,
            rule,
            condition=next((one for one in rule.conditions if not one.ok), None)
            if rule.code == "condition"
            else None,
            stopped_by=_stopper(placement) if rule.code == "stopped" else None,
        )
    proposed = [one for one in rule.candidates if one.product_id in family]
    if not proposed:
        return Step(placement, "not_proposed", rule)
    best = min(proposed, key=_distance)
    again = best.filter == ONCE
    before = [first for pk, first in proposed_first(placement).items() if pk in family]
    return Step(
        placement,
        best.outcome,
        rule,
        best,
        rank=_rank(placement, rule, best),
        proposed_by=before[0] if again and before else None,
        shown_by=_shows(found, family) if again and not before else None,
    )


def proposed_first(placement: PlacementTrace) -> dict[int, RuleTrace]:
    """The rule that brought each product into the widget, or to its end, before all others."""
    return {
        one.product_id: rule
        for rule in placement.rules
        for one in rule.candidates
        if one.outcome != "kept_out"
    }


def _distance(one: CandidateTrace) -> tuple[int, bool]:
    return NEAREST.index(one.outcome), one.filter == ONCE


def _stopper(placement: PlacementTrace) -> RuleTrace | None:
    return next((rule for rule in placement.rules if rule.applies and rule.stop), None)


def _shows(found: Explanation, family: Collection[int]) -> PlacementTrace | None:
    for placement in found.placements:
        for rule in placement.rules:
            if any(one.product_id in family and one.rank for one in rule.candidates):
                return placement
    return None


def _rank(placement: PlacementTrace, rule: RuleTrace, candidate: CandidateTrace) -> int | None:
    """The place among all that may be shown: pins, then each rule's own, then the fallbacks'."""
    if candidate.rank is not None or candidate.outcome == "kept_out":
        return candidate.rank
    good = [
        (one is candidate and of is rule)
        for label in FILLED_IN_ORDER
        for of in placement.rules
        for one in of.candidates
        if one.label == label and one.outcome != "kept_out"
    ]
    return good.index(True) + 1
