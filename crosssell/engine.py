"""Decides: placements -> rules -> conditions -> candidates -> filters -> ranking."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext

from crosssell import conf, experiments, placements, registry, slots
from crosssell.core.data import Recommendation
from crosssell.core.evidence import wilson_lower
from crosssell.core.placement import PlacementView, RuleView, idle_reason
from crosssell.core.placement_map import Map
from crosssell.core.ranking import Pick
from crosssell.core.shown import PRODUCT, Shown
from crosssell.decision import Decision, read_together
from crosssell.explanation import Explanation, Recorder
from crosssell.facts import Facts
from crosssell.impersonal import is_personal
from crosssell.oscar.catalogue import Card
from crosssell.pools import Job
from crosssell.showing import Tokened, shown_as
from crosssell.template_slots import left_out, shown_by

log = logging.getLogger(__name__)

__all__ = [
    "Item",
    "PlacementView",
    "Planned",
    "active_slots",
    "explain",
    "plan",
    "plan_each",
    "preview",
]

EVERY_PAGE = "every"
# Pages whose templates others extend, and the page that is known to be about something.
GENERAL_PAGES = (EVERY_PAGE, "list")
PAGE_ABOUT = {"order": "thank_you", "product": "product", "category": "category"}
PARTIAL = "/partials/"


@dataclass(frozen=True)
class Item(Tokened):
    """A recommendation and its card; ``shown`` where it is counted."""

    recommendation: Recommendation
    card: Card
    shown: Shown | None = None


@dataclass(frozen=True)
class Planned:
    """A placement with what it shows. ``main`` is the page's product, for widgets that need it."""

    placement: PlacementView
    items: tuple[Item, ...] = ()
    main: Card | None = None


def active_slots() -> frozenset[str]:
    """Slots with a placement in force now; no query while the map is warm."""
    return placements.current().slots_in_force(timezone.now())


def plan(facts: Facts, slot_names: Iterable[str]) -> dict[str, tuple[Planned, ...]]:
    """What these slots of one page show, de-duplicated over the page; slots with nothing missing.

    Earlier slots of the table win, then the lower position. A placement below its least items is
    left out.
    """
    decision = _decision(facts, frozenset(slot_names), placements.current())
    return _shown(decision) if decision is not None else {}


def plan_each(
    pages: Sequence[Facts], slot_names: Iterable[str]
) -> list[dict[str, tuple[Planned, ...]]]:
    """What these slots show for each of several subjects of one request, as ``plan`` for each.

    Products, stock and pictures are read for all of them together. For the cards of a list.
    """
    found, wanted = placements.current(), frozenset(slot_names)
    decisions = [_decision(facts, wanted, found) for facts in pages]
    some = [decision for decision in decisions if decision is not None]
    if some:
        read_together(some)
    return [{} if decision is None else _shown(decision) for decision in decisions]


def _decision(facts: Facts, wanted: frozenset[str], found: Map) -> Decision | None:
    jobs = [
        job
        for name, views in found.by_slot.items()
        if name in wanted
        for view in views
        if (job := _job(view, facts)) is not None
        and experiments.sees(facts.request, experiments.PLACEMENT, view.id)
    ]
    return Decision(facts, jobs, found, impersonal=facts.opted_out) if jobs else None


def _shown(decision: Decision) -> dict[str, tuple[Planned, ...]]:
    planned: dict[str, list[Planned]] = {}
    for index, job in enumerate(decision.jobs):
        shown = _planned(decision, index)
        if shown is not None:
            planned.setdefault(job.view.slot, []).append(shown)
    return {name: tuple(some) for name, some in planned.items()}


def explain(facts: Facts, slot: str, include_drafts: bool = False) -> Explanation:
    """Why this slot shows what it shows on this page.

    ``include_drafts`` treats rows that are off, not yet or no longer in force as if they were.
    Raises LookupError for an unknown slot.
    """
    return preview(facts, slot, include_drafts)[0]


def preview(
    facts: Facts, slot: str, include_drafts: bool = False
) -> tuple[Explanation, tuple[Planned, ...]]:
    """The explanation of a slot, as ``explain``, and what its placements show, to be drawn."""
    if slots.find(slot) is None:
        raise LookupError(f"There is no slot {slot!r}.")
    found = placements.load(everything=True)
    together = _page_slots(slot, facts)
    jobs = [
        job
        for name, views in found.by_slot.items()
        if name in together
        for view in views
        if (job := _job(view, facts, drafts=include_drafts and name == slot)) is not None
        and experiments.sees(facts.request, experiments.PLACEMENT, view.id)
    ]
    recorder = Recorder(facts, slot, found)
    decision = Decision(facts, jobs, found, detail=True, note=recorder.note, cached=False)
    found_out = recorder.explanation(decision, lambda index: _shows(decision, index))
    planned = (_planned(decision, index) for index, job in enumerate(jobs) if job.view.slot == slot)
    return found_out, tuple(one for one in planned if one is not None)


def _shows(decision: Decision, index: int) -> bool:
    planned = _planned(decision, index)
    widget = registry.get("widgets", decision.jobs[index].view.widget)
    try:
        found = None if planned is None else widget.run(planned, decision.facts)
        # A bar that is too far away waits on its page without a word.
        return found is not None and not found.get("waiting")
    except Exception:
        log.exception("The widget %s failed.", widget.code)
        return False


def _page_slots(slot: str, facts: Facts) -> frozenset[str]:
    """The slots that are planned together with this one, as when its page is rendered.

    A slot of many pages is taken to be on the page of the product, category or order. Where no
    template says it (a slot of the shop's own), slots of the same kind of page go together.
    """

    def basket_is_empty() -> bool:
        basket = facts.page(slot, ("basket.lines",)).basket
        return basket is None or not basket.lines

    table = list(slots.all_slots())
    own = next(one for one in table if one.name == slot)
    for name in _templates(table, own, facts):
        shown = _shown_by(name)
        if slot in shown:
            return (shown - left_out(shown, facts.is_parent, basket_is_empty)) | {slot}
    return frozenset(one.name for one in table if one.page in (own.page, EVERY_PAGE)) | {slot}


def _templates(table: list[slots.Slot], own: slots.Slot, facts: Facts) -> Iterator[str]:
    pages: tuple[str, ...] = ()
    if own.page in GENERAL_PAGES:
        pages = tuple(PAGE_ABOUT[name] for name in facts.about)
    elif PARTIAL in own.template:
        pages = (own.page,)
    for page in pages:
        yield from (
            one.template for one in table if one.page == page and PARTIAL not in one.template
        )
    yield own.template


def _shown_by(template: str) -> frozenset[str]:
    try:
        return shown_by(get_template(template).template) if template else frozenset()
    except (TemplateDoesNotExist, TemplateSyntaxError):
        return frozenset()


def _job(view: PlacementView, facts: Facts, drafts: bool = False) -> Job | None:
    if view.problem or not (drafts or not idle_reason(view, facts.now)):
        return None
    return Job(view, drafts)


def _planned(decision: Decision, index: int) -> Planned | None:
    view = decision.jobs[index].view
    picks = decision.choices[index].shown
    if view.rules_fill and not picks:
        return None
    items = tuple(
        Item(_recommendation(pick, rank, rule), card, _what(decision, view, pick, rank, rule))
        for rank, pick in enumerate(picks, start=1)
        for card in [decision.cards[pick.product.id]]
        for rule in [decision.rules[pick.pool.key]]
    )
    if decision.impersonal and any(is_personal(rule) for rule in view.rules):
        # "Bought before" would not be true of what takes its place.
        view = replace(view, title="")
    product = decision.page.product
    return Planned(view, items, decision.cards.get(product.id) if product is not None else None)


def _what(
    decision: Decision, view: PlacementView, pick: Pick, rank: int, rule: RuleView
) -> Shown | None:
    return shown_as(
        decision.facts,
        view,
        PRODUCT,
        pick.product.id,
        rank,
        rule_id=rule.id,
        source=pick.pool.source,
        run_id=decision.found.run_id,
    )


def _recommendation(pick: Pick, rank: int, rule: RuleView) -> Recommendation:
    one = pick.candidate
    return Recommendation(
        one.product_id, rank, one.score, rule.id, reason(pick, rule), one.together, one.orders
    )


def reason(pick: Pick, rule: RuleView) -> str:
    """What the shopper is told: the merchant's words for the rule, else the candidate's evidence.

    A fallback comes from elsewhere, so the rule's words are not said of it.
    """
    one = pick.candidate
    if rule.reason and pick.pool.label != "backup":
        return rule.reason
    if one.reason:
        return gettext(one.reason)
    if not 0 < one.together <= one.orders:
        return ""
    if one.together < conf.settings().counts_from_together:
        return gettext("Often bought together")
    values: dict[str, Any] = {
        "together": number_format(one.together, force_grouping=True),
        "orders": number_format(one.orders, force_grouping=True),
    }
    if one.orders >= conf.settings().percent_from_orders:
        values["percent"] = int(100 * wilson_lower(one.together, one.orders))
    if values.get("percent"):
        text = gettext(
            "Bought together in %(together)s of %(orders)s orders (at least %(percent)d %%)"
        )
    else:
        text = gettext("Bought together in %(together)s of %(orders)s orders")
    return text % values
