"""Replays past orders through a placement's rules, beside what is live and beside bestsellers.

What the rules know is learned from the orders before the replayed ones, in a run of its own; the
live run is never read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from oscar.core.loading import get_model

from crosssell import placements, registry, slots
from crosssell.core.args import parse
from crosssell.core.placement import PlacementView, RuleView, idle_reason
from crosssell.core.placement_map import Map
from crosssell.core.rule_index import RuleIndex
from crosssell.core.tally import Tally
from crosssell.decision import Decision
from crosssell.models import BackTest
from crosssell.oscar.past_orders import PastOrder, last_orders
from crosssell.past import Past, PastFacts, about, moment, unknown
from crosssell.pools import Job
from crosssell.refresh import forget, learn_until

Progress = Callable[[int, str], None]

LEARNING, REPLAYING = _("Learning from earlier orders"), _("Replaying orders")
LEARNED_AT = 30  # percent of the progress bar
BESTSELLER_DAYS = 28


SECONDS_BETWEEN_NOTES = 0.5


class CannotTest(ValueError):
    """There is nothing to test, or nothing to test it with; the text says what to do."""


@dataclass(frozen=True)
class Result:
    """A back-test; times are ISO 8601.

    ``kind`` is what the slot's page is about (see ``past.about``), ``asked`` the orders that were
    replayed, ``most`` the places of the widget. ``sources`` are ``core.tally`` told: "tested",
    "live" (where anything is live in the slot) and "bestsellers". ``unknown`` are the codes of
    conditions of the tested rules that ask for what nobody knows of the past.
    """

    slot: str
    kind: str
    asked: int
    learned_orders: int
    first: str
    last: str
    most: int
    sources: tuple[dict[str, Any], ...]
    unknown: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return asdict(self)


def backtest(placement_id: int, orders: int = 5_000, progress: Progress | None = None) -> Result:
    """Replay the last ``orders`` orders through a placement with all its rules, drafts too.

    ``progress`` is told percent and stage. Raises CannotTest.
    """
    tell = progress or (lambda percent, stage: None)
    tested, live = _views(placement_id)
    replayed = last_orders(orders)
    if not replayed:
        raise CannotTest(
            gettext(
                "There are no past orders of two products or more to replay. Lower demands "
                "cannot help: wait for orders, or load a demo shop."
            )
        )
    tell(0, LEARNING)
    run = learn_until(
        replayed[0].placed_at, lambda percent, stage: tell(percent * LEARNED_AT // 100, LEARNING)
    )
    try:
        if not run.orders:
            raise CannotTest(
                gettext(
                    "No order is older than the ones to replay, so there is nothing to learn "
                    "from. Replay fewer orders."
                )
            )
        sources = _replay(tested, live, replayed, run.pk, tell)
        return Result(
            slot=tested.slot,
            kind=_kind(tested),
            asked=len(replayed),
            learned_orders=run.orders,
            first=_iso(replayed[0].placed_at),
            last=_iso(replayed[-1].placed_at),
            most=tested.max_items,
            sources=sources,
            unknown=_unknown(tested),
        )
    finally:
        forget(run)


def work(backtest_id: int) -> None:
    """Do the back-test of that row, noting progress and result there; a done one is left alone.

    A task that is delivered again starts anew. What goes wrong is told in the row and raised,
    but for CannotTest, which only the row tells.
    """
    row = BackTest.objects.filter(pk=backtest_id).exclude(state=BackTest.State.DONE)
    found = row.first()
    if found is None:
        return
    row.update(state=BackTest.State.RUNNING, progress=0, error="")
    noted_at = time.monotonic()

    def note(percent: int, stage: str) -> None:
        nonlocal noted_at
        if time.monotonic() - noted_at >= SECONDS_BETWEEN_NOTES or percent == 0:
            row.update(progress=percent, stage=stage)
            noted_at = time.monotonic()

    try:
        if found.placement_id is None:
            raise CannotTest(gettext("The placement was deleted."))
        result = backtest(found.placement_id, found.orders, note)
    except Exception as error:
        told = str(error) if isinstance(error, CannotTest) else f"{type(error).__name__}: {error}"
        row.update(state=BackTest.State.FAILED, error=told, finished_at=timezone.now())
        if not isinstance(error, CannotTest):
            raise
    else:
        row.update(
            state=BackTest.State.DONE,
            progress=100,
            stage="",
            result=result.as_dict(),
            finished_at=timezone.now(),
        )


def _replay(
    tested: PlacementView,
    live: PlacementView | None,
    orders: Sequence[PastOrder],
    run_id: int,
    tell: Progress,
) -> tuple[dict[str, Any], ...]:
    kind = _kind(tested)
    past = Past(orders[0].placed_at, kind)
    twins = live is not None and _same(tested, live)
    sides = [
        (Tally("tested"), tested, True),
        (Tally("live"), None if twins else live, False),
        (Tally("bestsellers"), _bestsellers(tested), False),
    ]
    maps = [_map(view, run_id) for _, view, _ in sides]
    for place, order in enumerate(orders):
        then = moment(order, kind)
        for (tally, view, drafts), found in zip(sides, maps, strict=True):
            if view is not None and found is not None:
                shown, applied = _shown(PastFacts(past, then), Job(view, drafts), found, past)
                tally.count(shown, tested.max_items, then.worth, then.currency, applied)
        if place % 20 == 0:
            tell(LEARNED_AT + (100 - LEARNED_AT) * place // len(orders), REPLAYING)
    products = get_model("catalogue", "Product").objects.filter(parent=None, is_public=True)
    catalogue = products.count()
    told = [tally.told(catalogue) for tally, view, _ in sides if view is not None]
    if twins:
        told.insert(1, {**told[0], "code": "live"})
    return tuple(told)


def _same(tested: PlacementView, live: PlacementView) -> bool:
    """Whether one replay tells of both: no drafts, and no dates that a past moment may miss."""
    dated = any(rule.starts_at or rule.ends_at for rule in tested.rules)
    return not dated and asdict(tested) == asdict(live)


def _shown(facts: PastFacts, job: Job, found: Map, past: Past) -> tuple[list[int], bool]:
    """The products shown, and whether any rule applied."""
    decision = Decision(facts, [job], found, cached=False, read=past.products)
    (picks,) = decision.shortlists
    shown = [pick.product.family for pick in picks[: job.view.max_items]]
    return shown, bool(decision.taken[0])


def _unknown(view: PlacementView) -> tuple[str, ...]:
    kind = _kind(view)
    codes = dict.fromkeys(
        check.code for rule in view.rules if not rule.problem for check in rule.conditions
    )
    return tuple(code for code in codes if unknown(registry.get("conditions", code).needs, kind))


def _views(placement_id: int) -> tuple[PlacementView, PlacementView | None]:
    """The placement to test, and what is live in its slot now: itself where it is in force."""
    found = placements.load(everything=True)
    views = [view for some in found.by_slot.values() for view in some]
    tested = next((view for view in views if view.id == placement_id), None)
    if tested is None:
        raise CannotTest(gettext("This placement does not exist, or its slot does not."))
    if tested.problem:
        raise CannotTest(tested.problem)
    if not tested.rules:
        raise CannotTest(gettext("This placement has no rules that could be tested."))
    in_force = [
        view
        for view in placements.current().by_slot.get(tested.slot, ())
        if view.rules and not view.problem and not idle_reason(view, timezone.now())
    ]
    same = [view for view in in_force if view.id == placement_id]
    return tested, next(iter(same or in_force), None)


def _bestsellers(tested: PlacementView) -> PlacementView:
    plugin = registry.get("strategies", "bestsellers")
    rule = RuleView(None, "", plugin.code, parse(plugin.args, {"window": BESTSELLER_DAYS}))
    return replace(tested, id=None, rules=(rule,), min_items=1)


def _map(view: PlacementView | None, run_id: int) -> Map | None:
    if view is None:
        return None
    known = placements.current()
    return Map.of(
        {view.slot: (view,)},
        run_id,
        never=known.never,
        weights=known.weights,
        indexes={view: RuleIndex.of(view.rules, placements.keys_of)},
    )


def _kind(view: PlacementView) -> str:
    slot = slots.find(view.slot)
    return about(slot.page) if slot is not None else "visitor"


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
