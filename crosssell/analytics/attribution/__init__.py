"""Finds the orders to measure: what is new, what has changed, and what both have missed.

The order table is the outbox, so nothing is enqueued when an order is placed. Each minute only a
few new rows are looked at, found by indexes, however many orders there are; once a day everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.utils import timezone

from crosssell.analytics.attribution.measuring import measure
from crosssell.conf import settings
from crosssell.models import BufferMark, MeasuredOrder, Touch
from crosssell.oscar.refused_orders import changed_since, no_sale, with_refused_lines

# A transaction that began before others may commit after them: so many ids are looked at again.
SLACK = 5_000
# So many orders at most are measured for the first time in one sweep: a shop's past takes its time.
MOST = 2_000
# Changes are looked at once more for so long, since what is committed late looks older than it is.
OVERLAP = timedelta(minutes=10)
# So long an order may still owe another touch than before; then it is settled.
SETTLED = timedelta(days=3)
# So long an order of which a part was refused is looked at again once a day.
WATCHED = timedelta(days=30)
IDS_AT_ONCE = 500
# What BufferMark remembers of each look.
TOUCHES, CHANGES, DAY = "touches", "changes", "orders"


@dataclass(frozen=True)
class Swept:
    """How many orders were measured for the first time, and how many once more."""

    measured: int = 0
    again: int = 0


def sweep(now: datetime | None = None) -> Swept:
    """Measure what has not been measured, and once more what has changed.

    As often as you like, from anywhere. Call it after touches have been rolled up: an order is
    measured with the touches that are there, and with one that comes later once more.
    """
    now = now or timezone.now()
    # Before orders are measured: a touch that comes meanwhile is found by the next sweep.
    touched, newest = _touched()
    changed = _measured(changed_since(_changes_since(now)))
    new = _new(now)
    measured = measure(new)
    again = measure(touched | changed, touched)
    if newest:
        _remember(TOUCHES, str(newest))
    _remember(CHANGES, now.isoformat())
    today = timezone.localdate(now).isoformat()
    if _mark(DAY) != today:
        missed = _missed(now)
        measured += measure(missed)
        if len(missed) < MOST:
            everything, young = _watched(now)
            again += measure(everything.difference(new, missed, touched, changed), young)
            _remember(DAY, today)
    return Swept(measured, again)


def _orders() -> QuerySet[Any]:
    model: Any = MeasuredOrder._meta.get_field("order").related_model
    return model._default_manager.order_by()


def _unmeasured(now: datetime) -> QuerySet[Any]:
    """Orders without a row, the newest first; not those that are so old that rows are pruned."""
    first = timezone.localdate(now) - timedelta(days=settings().keep_count_days)
    oldest = timezone.make_aware(datetime.combine(first, time.min))
    orders = _orders().filter(date_placed__gte=oldest, date_placed__lte=now)
    rows = MeasuredOrder.objects.filter(order=OuterRef("pk"))
    return orders.exclude(Exists(rows)).order_by("-pk")


def _new(now: datetime) -> list[int]:
    # By ids and not by dates: an order that was imported today may be of last year.
    newest = MeasuredOrder.objects.aggregate(newest=Max("order_id"))["newest"]
    orders = _unmeasured(now).filter(pk__gt=(newest or 0) - SLACK)
    return list(orders.values_list("pk", flat=True)[:MOST])


def _missed(now: datetime) -> list[int]:
    return list(_unmeasured(now).values_list("pk", flat=True)[:MOST])


def _touched() -> tuple[set[int], int]:
    """Measured orders to which a touch was added since the last look, and the newest touch.

    0 for no new one.
    """
    known = int(_mark(TOUCHES) or 0)
    rows = Touch.objects.filter(pk__gt=known)
    seen = rows.aggregate(newest=Max("pk"), first=Min("at"))
    if seen["newest"] is None:
        return set(), 0
    newest, first = seen["newest"], seen["first"]
    new = rows.filter(pk__lte=newest)
    found: set[int] = set()
    after = _orders().filter(date_placed__gte=first, crosssell_measured__isnull=False)
    for name in ("basket_id", "user_id"):
        ids = new.filter(**{f"{name}__isnull": False}).values_list(name, flat=True).distinct()
        for some in _parts(list(ids)):
            found.update(after.filter(**{f"{name}__in": some}).values_list("pk", flat=True))
    return found, newest


def _watched(now: datetime) -> tuple[set[int], set[int]]:
    """Once a day: orders that may have changed without telling anybody, and the young of them."""
    rows = MeasuredOrder.objects.filter(order__isnull=False)
    young = set(_ids(rows.filter(placed_at__gte=now - SETTLED)))
    return young.union(
        _ids(rows.filter(refused__gt=0, placed_at__gte=now - WATCHED)),
        _ids(rows.filter(no_sale("order__"), items__gt=0)),
        _ids(rows.filter(~no_sale("order__"), items=0, refused__gt=0)),
        _ids(rows.filter(refused=0, order__in=with_refused_lines())),
    ), young


def _ids(rows: QuerySet[MeasuredOrder]) -> Iterable[int]:
    return rows.order_by().values_list("order_id", flat=True).iterator()


def _measured(order_ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for some in _parts(sorted(order_ids)):
        found.update(_ids(MeasuredOrder.objects.filter(order_id__in=some)))
    return found


def _parts(ids: list[Any]) -> Iterable[list[Any]]:
    return (ids[at : at + IDS_AT_ONCE] for at in range(0, len(ids), IDS_AT_ONCE))


def _changes_since(now: datetime) -> datetime:
    mark = _mark(CHANGES)
    return (datetime.fromisoformat(mark) if mark else now) - OVERLAP


def _mark(kind: str) -> str:
    return BufferMark.objects.filter(pk=kind).values_list("position", flat=True).first() or ""


def _remember(kind: str, position: str) -> None:
    if not BufferMark.objects.filter(pk=kind).update(position=position):
        mark = BufferMark(kind=kind, position=position)
        BufferMark.objects.bulk_create([mark], ignore_conflicts=True)
