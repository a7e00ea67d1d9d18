"""Decides: placements -> rules -> conditions -> candidates -> filters -> ranking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext

from crosssell import conf, placements, slots
from crosssell.core.data import Recommendation
from crosssell.core.evidence import wilson_lower
from crosssell.core.placement import Map, PlacementView, RuleView, idle_reason
from crosssell.core.ranking import Pick
from crosssell.decision import Decision, Job
from crosssell.explanation import Explanation, Recorder
from crosssell.facts import Facts
from crosssell.oscar.catalogue import Card

__all__ = ["Item", "PlacementView", "Planned", "active_slots", "explain", "page_slots", "plan"]

EVERY_PAGE = "every"


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
    return placements.current().slots_in_force(timezone.now())


def page_slots(slot: str) -> tuple[str, ...]:
    """Active slots of the same kind of page as this one, in the order of the slot table."""
    return _page_slots(placements.current(), slot)


def plan(facts: Facts, slot_names: Iterable[str]) -> dict[str, tuple[Planned, ...]]:
    """What these slots of one page show, de-duplicated over the page; slots with nothing missing.

    Earlier slots of the table win, then the lower position. A placement below its least items is
    left out.
    """
    found = placements.current()
    wanted = frozenset(slot_names)
    jobs = [
        job
        for name, views in found.by_slot.items()
        if name in wanted
        for view in views
        if (job := _job(view, facts)) is not None
    ]
    if not jobs:
        return {}
    decision = Decision(facts, jobs, found.run_id)
    planned: dict[str, list[Planned]] = {}
    for index, job in enumerate(jobs):
        shown = _planned(decision, index)
        if shown is not None:
            planned.setdefault(job.view.slot, []).append(shown)
    return {name: tuple(some) for name, some in planned.items()}


def explain(facts: Facts, slot: str, include_drafts: bool = False) -> Explanation:
    """Why this slot shows what it shows on this page.

    ``include_drafts`` treats rows that are off, not yet or no longer in force as if they were.
    Raises LookupError for an unknown slot.
    """
    if slots.find(slot) is None:
        raise LookupError(f"There is no slot {slot!r}.")
    found = placements.load(everything=True)
    jobs = [
        job
        for name in _page_slots(found, slot)
        for view in found.by_slot.get(name, ())
        if (job := _job(view, facts, drafts=include_drafts and name == slot)) is not None
    ]
    recorder = Recorder(facts, slot, found)
    decision = Decision(facts, jobs, found.run_id, detail=True, note=recorder.note)
    return recorder.explanation(decision)


def _page_slots(found: Map, slot: str) -> tuple[str, ...]:
    pages = {one.name: one.page for one in slots.all_slots()}
    page = pages.get(slot)
    return tuple(
        name for name in found.by_slot if name == slot or pages.get(name) in (page, EVERY_PAGE)
    )


def _job(view: PlacementView, facts: Facts, drafts: bool = False) -> Job | None:
    if view.problem or not (drafts or not idle_reason(view, facts.now)):
        return None
    return Job(
        view,
        tuple(
            rule
            for rule in view.rules
            if not rule.problem and (drafts or not idle_reason(rule, facts.now))
        ),
    )


def _planned(decision: Decision, index: int) -> Planned | None:
    view = decision.jobs[index].view
    picks = decision.choices[index].shown
    if view.rules_fill and not picks:
        return None
    items = tuple(
        Item(_recommendation(pick, rank, decision.rules[pick.pool.key]), card)
        for rank, pick in enumerate(picks, start=1)
        for card in [decision.cards[pick.product.id]]
    )
    product = decision.page.product
    return Planned(view, items, decision.cards.get(product.id) if product is not None else None)


def _recommendation(pick: Pick, rank: int, rule: RuleView) -> Recommendation:
    one = pick.candidate
    return Recommendation(
        one.product_id, rank, one.score, rule.id, reason(pick, rule), one.together, one.orders
    )


def reason(pick: Pick, rule: RuleView) -> str:
    """What the shopper is told: the merchant's words for the rule, else the candidate's evidence.

    A top-up is no pair, so the rule's words are not said of it.
    """
    one = pick.candidate
    if rule.reason and not pick.pool.backup:
        return rule.reason
    if one.reason:
        return gettext(one.reason)
    if not 0 < one.together <= one.orders:
        return ""
    values = {"together": one.together, "orders": one.orders}
    if one.orders >= conf.settings().percent_from_orders:
        values["percent"] = int(100 * wilson_lower(one.together, one.orders))
    if values.get("percent"):
        text = gettext(
            "Bought together in %(together)d of %(orders)d orders (at least %(percent)d %%)"
        )
    else:
        text = gettext("Bought together in %(together)d of %(orders)d orders")
    return text % values
