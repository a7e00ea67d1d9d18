"""Measures orders, many in one transaction, with a constant number of queries.

Each order has one row, which is locked before the order is read. So whoever comes last, a sweep or
a receiver, has read what the other may have missed; twice is once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crosssell.analytics.attribution import owing, rewards_kept
from crosssell.analytics.attribution.rewarded import Rewarded, rewarded
from crosssell.conf import settings
from crosssell.models import MeasuredOrder, OrderUnit, Touch
from crosssell.oscar.margins import costs_of
from crosssell.oscar.measured_orders import PlacedOrder, placed

log = logging.getLogger(__name__)
# SQLite takes a bounded number of values in one statement.
BATCH = 200
_WRITTEN = ("value", "refused", "items", "margin", "taker", "unit")


def measure(order_ids: Collection[int], touched: Collection[int] = ()) -> int:
    """Measure these orders; returns how many there were.

    Those that have been measured keep what they owe to which touch, but for ``touched``: they are
    asked anew. An order that cannot be measured is told in the log and leaves the others alone.
    """
    ids, again = sorted(set(order_ids)), frozenset(touched)
    return sum(_some(ids[at : at + BATCH], again) for at in range(0, len(ids), BATCH))


def _some(ids: Sequence[int], again: Collection[int]) -> int:
    try:
        return _measure(ids, again)
    except Exception:
        if len(ids) > 1:
            return sum(_some([one], again) for one in ids)
        log.exception("Order %s cannot be measured; the next sweep tries again.", ids[0])
        return 0


@transaction.atomic
def _measure(ids: Sequence[int], again: Collection[int]) -> int:
    fresh = _claimed(ids)
    locked = MeasuredOrder.objects.select_for_update().filter(order_id__in=ids).order_by("order_id")
    rows = {row.order_id: row for row in locked}
    orders = [order for order in placed(list(rows)) if order.id in rows]
    given = rewarded(orders)
    costs = costs_of({pk for order in orders for line in order.lines if (pk := line.product_id)})
    units = dict(OrderUnit.objects.filter(order_id__in=list(rows)).values_list("order_id", "unit"))
    anew = [order for order in orders if order.id in fresh or order.id in again]
    takers = owing.keep(orders, anew, _touches(anew), rows)
    changed, before = set(), {pk: _written(row) for pk, row in rows.items()}
    for order in orders:
        row = rows[order.id]
        weighed = row.value, row.refused, row.items
        _weigh(row, order, given[order.id])
        if order.id in fresh or weighed != (row.value, row.refused, row.items):
            row.margin = _margin(order, row.value, costs)
            changed.add(order.id)
        row.taker = order.id in takers
        row.unit = units.get(order.id, row.unit)
    other = [row for pk, row in rows.items() if _written(row) != before[pk]]
    # One plain statement; Django's own bulk_update takes three times as long for it.
    MeasuredOrder.objects.bulk_create(
        other, update_conflicts=True, unique_fields=("id",), update_fields=_WRITTEN
    )
    rewards_kept.keep(given, rows, changed)
    return len(orders)


def _claimed(ids: Sequence[int]) -> set[int]:
    """The orders that had no row; they have one now, unless somebody else makes it this moment."""
    known = set(MeasuredOrder.objects.filter(order_id__in=ids).values_list("order_id", flat=True))
    model: Any = MeasuredOrder._meta.get_field("order").related_model
    missing = model._default_manager.filter(pk__in=set(ids) - known).order_by("pk")
    rows = [
        MeasuredOrder(
            order_id=pk,
            placed_at=at,
            # Of the shop, whatever zone the request is in that deletes an account.
            day=timezone.localdate(at, timezone.get_default_timezone()),
            currency=currency,
            value=0,
            items=0,
        )
        for pk, at, currency in missing.values_list("pk", "date_placed", "currency")
    ]
    MeasuredOrder.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.order_id for row in rows if row.order_id is not None}


def _written(row: MeasuredOrder) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _WRITTEN)


def _weigh(row: MeasuredOrder, order: PlacedOrder, found: Rewarded) -> None:
    row.value = order.value
    row.refused = sum((line.amount for line in order.lines), Decimal(0)) - row.value
    row.items = sum(line.left for line in order.lines if line.id not in found.gifts)


def _margin(order: PlacedOrder, value: Decimal, costs: dict[int, Decimal]) -> Decimal | None:
    """What is left after the cost of all pieces, gifts too; None where one cost is not known."""
    spent = Decimal(0)
    for line in order.lines:
        if not line.left:
            continue
        cost = costs.get(line.product_id or 0)
        if cost is None or line.costed_in != order.currency:
            return None
        spent += cost * line.left
    return round(value - spent, 3)


def _touches(orders: Sequence[PlacedOrder]) -> dict[int, list[Touch]]:
    """By order the touches of its basket and of its customer, within the window before it."""
    if not orders:
        return {}
    window = timedelta(days=settings().attribution_days)
    baskets = {order.basket_id for order in orders if order.basket_id is not None}
    users = {order.user_id for order in orders if order.user_id is not None}
    rows = Touch.objects.filter(
        Q(basket_id__in=baskets) | Q(user_id__in=users),
        at__gte=min(order.placed_at for order in orders) - window,
        at__lte=max(order.placed_at for order in orders),
    )
    by_basket: defaultdict[Any, list[Touch]] = defaultdict(list)
    by_user: defaultdict[Any, list[Touch]] = defaultdict(list)
    for touch in rows.order_by("pk"):
        by_basket[touch.basket_id].append(touch)
        by_user[touch.user_id].append(touch)
    found = {}
    for order in orders:
        mine = by_basket[order.basket_id] if order.basket_id is not None else []
        known = {touch.pk: touch for touch in mine}
        if order.user_id is not None:
            known |= {touch.pk: touch for touch in by_user[order.user_id]}
        found[order.id] = list(known.values())
    return found
