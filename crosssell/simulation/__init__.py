"""Replays past orders through a bundle: what it would have given, and beside what.

Replayed are the shop's orders that count, newest first up to a bound, with the prices that their
lines had before discounts. Categories, ranges, groups, costs and live bundles are those of today.
Nothing is written, and no limit is used up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from crosssell.bundle_rows import combine
from crosssell.conf import settings
from crosssell.core.bundle_terms import Combination, Priced, Terms
from crosssell.core.bundles import NODES
from crosssell.core.replay import Told, by_bundle, outcome
from crosssell.models import Bundle
from crosssell.models.reading_rivals import members
from crosssell.oscar.margins import costs_of
from crosssell.oscar.shared_ranges import overlapping_offers
from crosssell.oscar.sold_orders import count_orders, newest_orders
from crosssell.simulation.discounts import DiscountsThen
from crosssell.simulation.draft import Draft, Limits, draft_of, window
from crosssell.simulation.orders import Filled, Orders, PastBasket
from crosssell.simulation.results import Simulation, in_currency
from crosssell.simulation.rivals import Rivals

__all__ = ["DAYS", "MOST_DAYS", "MOST_ORDERS", "Draft", "Simulation", "draft_of", "simulate"]

DAYS, MOST_DAYS, MOST_ORDERS = 90, 730, 20_000
MOST_COMPLETING, MOST_BESIDE = 2_000, 500
# Where many bundles overlap, so many orders are searched as a basket would be, others less far.
FULL_SEARCHES, FEW_NODES = 20, 200


def simulate(
    bundle: Bundle | Draft,
    *,
    days: int = DAYS,
    most_orders: int = MOST_ORDERS,
    now: datetime | None = None,
) -> Simulation:
    """Replay the orders of the last ``days``, at most the newest ``most_orders``, up to ``now``.

    Fewer, where more than ``MOST_COMPLETING`` of them complete the bundle (``MOST_BESIDE`` where
    live bundles may be given, too): then those from the oldest of the newest that do. Some tens
    of queries for thousands of orders.
    """
    now = now or timezone.now()
    since, until = window(now, days)
    rows = newest_orders(since, until, most_orders)
    if isinstance(bundle, Draft):
        draft = bundle
    else:
        draft = draft_of(bundle, {row.currency for row in rows})
    replay = _Replay(draft, Orders(rows), now)
    replay.run()
    bounded = len(rows) == most_orders or replay.replayed < len(rows)
    return Simulation(
        name=draft.name,
        bundle_id=draft.bundle_id,
        days=days,
        since=since,
        until=until,
        orders=replay.replayed,
        window_orders=count_orders(since, until) if bounded else len(rows),
        in_currency=tuple(
            in_currency(currency, told) for currency, told in sorted(replay.told.items())
        ),
        no_terms=tuple(sorted(replay.told.keys() - draft.terms.keys())),
        rivals=replay.rivals.told(),
        rivals_left_out=replay.rivals.left_out,
        discounted=replay.then.orders,
        discounted_off=replay.then.off(),
        offers_then=replay.then.told(),
        offers_now=overlapping_offers(draft.targets, now),
        limited=replay.limits.refused,
        limited_at=replay.limits.reached_at,
        inexact=len(replay.inexact),
        with_offers=draft.with_offers,
        with_vouchers=draft.with_vouchers,
        cost_known=bool(settings().cost_hook),
    )


@dataclass
class _Replay:
    """One pass over all orders finds those that may complete the draft, a second replays these."""

    draft: Draft
    orders: Orders
    now: datetime
    replayed: int = 0
    _first: int = 0
    _values: list[tuple[str, int]] = field(default_factory=list)
    inexact: set[int] = field(default_factory=set)
    told: defaultdict[str, Told] = field(default_factory=lambda: defaultdict(Told))
    then: DiscountsThen = field(default_factory=DiscountsThen)

    def run(self) -> None:
        found = self._cut(self._found(), MOST_COMPLETING)
        self.limits = Limits(self.draft)
        baskets = [basket for _, basket in found]
        users = {one.row.user_id for one in baskets} - {None}
        keys = self.orders.keys_in(baskets)
        self.rivals = Rivals(self.draft, keys, self.draft.terms, users, self.now)
        if self.rivals.bundles:
            found = self._cut(found, MOST_BESIDE)
        first = self._first
        for currency, value in self._values[first:]:
            self.told[currency].orders += 1
            self.told[currency].value += value
        self.replayed = len(self._values) - first
        costs = costs_of(sorted({line.product_id for _, one in found for line in one.lines}))
        for _, basket in found:
            self._replay(basket, costs)
        self.then.read()

    def _found(self) -> list[tuple[int, PastBasket]]:
        """The orders that hold enough pieces for each part, of customers it is for, by place."""
        terms = next(iter(self.draft.terms.values()), None)
        filled = Filled(terms.parts if terms else (), self.orders.keys)
        found = []
        for place, basket in enumerate(self.orders.baskets()):
            self._values.append((basket.row.currency, basket.value))
            if basket.row.currency in self.draft.terms and filled.by(basket):
                found.append((place, basket))
        group = self.draft.group_id
        if group is None:
            return found
        users = {one.row.user_id for _, one in found} - {None}
        inside = members([group], users).get(group, frozenset())
        return [(place, one) for place, one in found if one.row.user_id in inside]

    def _cut(self, found: list[tuple[int, PastBasket]], most: int) -> list[tuple[int, PastBasket]]:
        """The newest of them; no older order is replayed at all."""
        if len(found) > most:
            self._first = found[-most][0]
        return found[-most:]

    def _replay(self, basket: PastBasket, costs: dict[int, Decimal]) -> None:
        row, lines = basket.row, self.orders.priced(basket, costs)
        terms = self.draft.terms[row.currency]
        alone = self._combine(row.id, lines, [terms])
        if not alone.sets:
            return
        told = self.told[row.currency]
        told.qualified += 1
        left = self.limits.left(terms, row.buyer, row.currency)
        own = alone if left == terms else self._combine(row.id, lines, [left] if left else [])
        if len(own.sets) < len(alone.sets):
            self.limits.refuse(row.placed_at)
        if not own.sets or left is None:
            return
        rivals = self.rivals.of(lines, row.currency, row.user_id)
        after = self._combine(row.id, lines, [left, *rivals]) if rivals else own
        sets = by_bundle(after.sets).get(self.draft.number, [])
        # A combination without the draft is the best without it, too.
        before = self._combine(row.id, lines, rivals) if sets else after
        self.rivals.count(row.currency, before, after)
        if not sets:
            return
        by_id = {line.id: line for line in lines}
        given = outcome(row.number, basket.value, by_id, sets)
        told.outcomes.append(given)
        self.limits.count(row.buyer, given.sets, given.discount)
        self.then.note(basket, {take.line for one in sets for take in one.takes})

    def _combine(
        self, order_id: int, lines: Sequence[Priced], terms: Sequence[Terms]
    ) -> Combination:
        if not terms:
            return Combination()
        nodes = NODES if len(self.inexact) < FULL_SEARCHES else FEW_NODES
        found = combine(lines, terms, nodes)
        if not found.exact:
            self.inexact.add(order_id)
        return found
