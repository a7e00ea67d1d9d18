"""The answer to "why is this shown?" and "why not?": plain values that go to JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from crosssell import registry
from crosssell.core.args import dump
from crosssell.core.data import Candidate
from crosssell.core.placement import PlacementView, RuleView, idle_reason
from crosssell.core.placement_map import Map
from crosssell.core.ranking import Outcome, Pool
from crosssell.decision import Decision
from crosssell.facts import Facts

# Visitors see it or not by their part of the test, and this one does not.
UNDER_TEST = "under_test"


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

    ``outcome`` is "shown" (at ``rank``), "after_last" (good, but the places were taken),
    "too_few" (good, but the widget did not get its least items) or "kept_out" by ``filter`` with
    the code ``reason``. Beside the registered filters these keep out: "never_recommended",
    "diversity", "once_a_page", "exists" and "selling_strategy" (Oscar's). ``label`` is "primary",
    "backup" (from a fallback) or "pinned". ``parts`` add up to the score where the rule has boosts.
    """

    product_id: int
    title: str
    price: str | None
    score: float
    parts: dict[str, float]
    together: int
    orders: int
    label: str
    outcome: str
    rank: int | None = None
    filter: str = ""
    reason: str = ""


@dataclass(frozen=True)
class RuleTrace:
    """A rule: whether it applied, else the code why not.

    ``code`` is "off", "not_started", "ended", "condition", "bad", "stopped" (a rule before it
    stops the placement), "under_test" (whose page it is does not see it), or "not_asked" where the
    placement is not in force; ``problem`` tells in words what is bad. ``stop`` says that it stops
    the placement itself. ``fallbacks`` are the codes and args of its fallbacks, in their order.
    """

    id: int | None
    name: str
    strategy: str
    args: dict[str, Any]
    applies: bool
    code: str = ""
    problem: str = ""
    stop: bool = False
    fallbacks: tuple[tuple[str, dict[str, Any]], ...] = ()
    conditions: tuple[ConditionTrace, ...] = ()
    candidates: tuple[CandidateTrace, ...] = ()


@dataclass(frozen=True)
class PlacementTrace:
    """A placement of the slot: shown, or the code why not.

    ``code`` is "off", "not_started", "ended", "bad", "too_few", "under_test" (whose page it is does
    not see it), or "nothing" where the widget itself finds nothing that it can show.
    ``draft`` is why the row is not in force ("off", "not_started", "ended"), "" where it is.
    """

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


class Recorder:
    """Notes what a decision does, and tells it as an explanation of one slot."""

    def __init__(self, facts: Facts, slot: str, found: Map) -> None:
        self.facts, self.slot, self.map = facts, slot, found
        self._noted: defaultdict[tuple[int, int], list[tuple[Pool, Candidate, Outcome, str]]]
        self._noted = defaultdict(list)

    def note(
        self, want: int, pool: Pool, candidate: Candidate, outcome: Outcome, code: str
    ) -> None:
        """Keep what became of a candidate; see ``core.ranking.choose``."""
        self._noted[want, pool.key].append((pool, candidate, outcome, code))

    def explanation(self, decision: Decision, shows: Callable[[int], bool]) -> Explanation:
        """The slot's placements, in force or not, in their order.

        ``shows`` says of a job by its place whether its widget shows what was chosen for it.
        """
        self._shows = shows
        if decision.jobs:
            # Everything is worked out on demand, and the notes are taken while choosing.
            _ = decision.choices
        places = {job.view: index for index, job in enumerate(decision.jobs)}
        return Explanation(
            slot=self.slot,
            now=self.facts.now.isoformat(timespec="seconds"),
            run_id=self.map.run_id,
            facts=_facts(decision) if decision.jobs else {},
            placements=tuple(
                self._placement(view, decision, places.get(view))
                for view in self.map.by_slot.get(self.slot, ())
            ),
        )

    def _placement(
        self, view: PlacementView, decision: Decision, index: int | None
    ) -> PlacementTrace:
        draft = idle_reason(view, self.facts.now)
        shown = index is not None and bool(decision.choices[index].shown or not view.rules_fill)
        code = "" if shown else "bad" if view.problem else draft if index is None else "too_few"
        if index is None and not view.problem and not draft:
            code = UNDER_TEST
        if shown and index is not None and not self._shows(index):
            shown, code = False, "nothing"
        return PlacementTrace(
            id=view.id,
            title=view.title,
            widget=view.widget,
            layout=view.layout,
            min_items=view.min_items,
            max_items=view.max_items,
            shown=shown,
            code=code,
            problem=view.problem,
            draft=draft,
            rules=tuple(self._rule(rule, decision, index) for rule in view.rules),
        )

    def _rule(self, rule: RuleView, decision: Decision, index: int | None) -> RuleTrace:
        asked = index is not None and rule in decision.applying.answers
        applies = index is not None and rule in decision.taken[index]
        code = ""
        if not applies:
            idle = idle_reason(rule, self.facts.now)
            stopped = index is not None and rule in decision.applying.stopped[index]
            unseen = index is not None and rule in decision.applying.unseen
            code = "bad" if rule.problem else "stopped" if stopped else "condition"
            code = code if rule.problem or stopped or asked else idle or "not_asked"
            code = UNDER_TEST if unseen and not stopped else code
        return RuleTrace(
            id=rule.id,
            name=rule.name,
            strategy=rule.strategy,
            args=dump(rule.args) if rule.args is not None else {},
            applies=applies,
            code=code,
            problem=rule.problem,
            stop=rule.stop,
            fallbacks=tuple(
                (one.code, dump(one.args)) for one in rule.fallbacks if one.args is not None
            ),
            conditions=_conditions(rule, decision) if asked else (),
            candidates=self._candidates(rule, decision, index)
            if applies and index is not None
            else (),
        )

    def _candidates(
        self, rule: RuleView, decision: Decision, index: int
    ) -> tuple[CandidateTrace, ...]:
        key = decision.rules.index(rule)
        ranks = {
            (pick.pool.key, pick.product.id): rank
            for rank, pick in enumerate(decision.choices[index].shown, start=1)
        }
        traces = []
        for pool, one, noted, reason in self._noted[index, key]:
            outcome, kept_by, code = _outcome(noted, reason, bool(ranks))
            rank = ranks.get((key, one.product_id)) if noted in ("shown", "after_last") else None
            if rank is not None:
                outcome, kept_by, code = "shown", "", ""
            elif not kept_by and one.product_id in decision.refused:
                outcome, kept_by, code = "kept_out", "selling_strategy", "not_available"
            elif kept_by == "?":
                kept_by = decision.refused_by.get((key, one.product_id), "diversity")
            product = decision.products.get(one.product_id)
            traces.append(
                CandidateTrace(
                    product_id=one.product_id,
                    title=product.title if product else "",
                    price=str(product.price) if product and product.price is not None else None,
                    score=one.score,
                    parts=dict(one.parts),
                    together=one.together,
                    orders=one.orders,
                    label=pool.label,
                    outcome=outcome,
                    rank=rank,
                    filter=kept_by,
                    reason=code,
                )
            )
        return tuple(traces)


def _outcome(noted: Outcome, code: str, widget_shown: bool) -> tuple[str, str, str]:
    """(outcome, filter, reason); the filter is "?" where the decision knows which it was."""
    if noted == "duplicate":
        return "kept_out", "once_a_page", "shown_already"
    if noted == "unknown":
        return "kept_out", "exists", "unknown_product"
    if noted == "kept_out":
        return "kept_out", "?", code
    return ("after_last" if widget_shown else "too_few"), "", ""


def _conditions(rule: RuleView, decision: Decision) -> tuple[ConditionTrace, ...]:
    return tuple(
        ConditionTrace(
            code=answer.code,
            label=registry.get("conditions", answer.code).label,
            negate=answer.negate,
            ok=answer.verdict.ok,
            reason=answer.verdict.code,
        )
        for answer in decision.applying.answers[rule]
    )


def _facts(decision: Decision) -> dict[str, Any]:
    page = decision.page
    return {
        "product": page.product.id if page.product is not None else None,
        "category": page.category_id,
        "basket": [line.product_id for line in page.basket.lines] if page.basket else None,
        "order": [line.product_id for line in page.order] if page.order is not None else None,
        "customer": page.customer.id if page.customer is not None else None,
        "viewed": list(page.viewed) if page.viewed is not None else None,
    }
