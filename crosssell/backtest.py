"""Replays past orders through a placement's rules, beside what is live and beside bestsellers.

What the rules know is learned from the orders before the replayed ones, in a run of its own; the
live run is never read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from math import sqrt
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
from crosssell.decision import Decision, Job
from crosssell.oscar.past_orders import PastOrder, last_orders
from crosssell.past import Moment, Past, PastFacts, about, moment
from crosssell.refresh import forget, learn_until

Progress = Callable[[int, str], None]

LEARNING, REPLAYING = _("Learning from earlier orders"), _("Replaying orders")
LEARNED_AT = 30  # percent of the progress bar
BESTSELLER_DAYS = 28


class CannotTest(ValueError):
    """There is nothing to test, or nothing to test it with; the text says what to do."""


@dataclass
class Tally:
    """What one source of recommendations did over all moments.

    Rates are shares of the moments, from 0 to 1; ``coverage`` is the share of the shop's public
    products that were shown at all. ``revenue`` is what was paid for products that were hit, by
    currency, without tax.
    """

    code: str
    label: str
    asked: int = 0
    hits: int = 0
    empty: int = 0
    short: int = 0
    products: set[int] = field(default_factory=set)
    revenue: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def count(self, shown: Sequence[int], then: Moment, most: int) -> None:
        """Add one moment: the families shown, of at most so many."""
        self.asked += 1
        hit = [pk for pk in shown if pk in then.worth]
        self.hits += bool(hit)
        self.empty += not shown
        self.short += 0 < len(shown) < most
        self.products.update(shown)
        for pk in hit:
            self.revenue[then.currency] += then.worth[pk]

    def told(self, catalogue: int) -> dict[str, Any]:
        """The tally as plain values; money as text. The error is that of a share."""
        asked = self.asked or 1
        rate = self.hits / asked
        return {
            "code": self.code,
            "label": self.label,
            "hits": self.hits,
            "hit_rate": rate,
            "standard_error": sqrt(rate * (1 - rate) / asked),
            "empty": self.empty / asked,
            "short": self.short / asked,
            "products": len(self.products),
            "coverage": len(self.products) / (catalogue or 1),
            "revenue": {currency: str(paid) for currency, paid in sorted(self.revenue.items())},
        }


@dataclass(frozen=True)
class Result:
    """A back-test; times are ISO 8601. ``kind`` is what the slot's page is about."""

    slot: str
    kind: str
    asked: int
    learned_orders: int
    first: str
    last: str
    most: int
    sources: tuple[dict[str, Any], ...]

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
        )
    finally:
        forget(run)


def _replay(
    tested: PlacementView,
    live: PlacementView | None,
    orders: Sequence[PastOrder],
    run_id: int,
    tell: Progress,
) -> tuple[dict[str, Any], ...]:
    kind = _kind(tested)
    past = Past(orders[0].placed_at, kind)
    sides = [
        (Tally("tested", gettext("These rules")), tested, True),
        (Tally("live", gettext("Live now")), live, False),
        (Tally("bestsellers", gettext("Bestsellers")), _bestsellers(tested), False),
    ]
    maps = [_map(view, run_id) for _, view, _ in sides]
    for place, order in enumerate(orders):
        then = moment(order, kind)
        for (tally, view, drafts), found in zip(sides, maps, strict=True):
            if view is not None and found is not None:
                shown = _shown(PastFacts(past, then), Job(view, drafts), found, past)
                tally.count(shown, then, tested.max_items)
        if place % 20 == 0:
            tell(LEARNED_AT + (100 - LEARNED_AT) * place // len(orders), REPLAYING)
    products = get_model("catalogue", "Product").objects.filter(parent=None, is_public=True)
    catalogue = products.count()
    return tuple(tally.told(catalogue) for tally, view, _ in sides if view is not None)


def _shown(facts: PastFacts, job: Job, found: Map, past: Past) -> list[int]:
    decision = Decision(facts, [job], found, cached=False, read=past.products)
    (picks,) = decision.shortlists
    return [pick.product.family for pick in picks[: job.view.max_items]]


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
