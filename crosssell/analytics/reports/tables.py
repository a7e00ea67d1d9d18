"""One statement for each table of what was measured: its sums, by what a report is about.

Each yields dicts with ``_key``, ``_now`` (of the days asked for, not of those before), ``_sample``
(how many rows were made up) and one value for each of ``Sums`` that it knows, after a "_": a plain
name would be that of a column.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

from crosssell.analytics.reports.asking import Query
from crosssell.core.figures import PLACES, PRODUCT, REWARDS
from crosssell.core.shown import WIDGET
from crosssell.models import Attribution, DailyCount, MeasuredOrder, RewardUse

Rows = Iterable[dict[str, Any]]
# Time is a column that every table has.
DAY = "day"
_BACK = ("impressions", "viewable", "clicks", "touches")
COUNTS = (*_BACK, "shown", "empty")


def counted(query: Query, by: str, key: str) -> Rows:
    """What was shown and came back. Whole widgets are told apart from what is in them."""
    whole = Q(subject=WIDGET)
    rows = DailyCount.objects.filter(_days(query), _subject(by), **filters(query))
    if by not in PLACES:
        rows = rows.exclude(whole)
    sums = {f"_{name}": Sum(name, filter=~whole) for name in _BACK}
    if by in PLACES:
        sums["_shown"] = Sum("impressions", filter=whole)
        sums["_empty"] = Sum("empty", filter=whole)
    return _of(rows, query, key).annotate(_sample=_samples(), **sums)


def attributed(query: Query, by: str, key: str) -> Rows:
    """What order lines owe to recommendations."""
    rows = Attribution.objects.filter(
        _days(query), _subject(by), currency=query.currency, **filters(query)
    )
    kinds = Attribution.Kind
    return _of(rows, query, key).annotate(
        _sample=_samples(),
        # What was cancelled or returned is owed by no order any more.
        _orders=Count("measured", distinct=True, filter=Q(quantity__gt=0)),
        _direct=Sum("amount", filter=Q(kind=kinds.DIRECT)),
        _assisted=Sum("amount", filter=Q(kind=kinds.ASSISTED)),
    )


def given(query: Query, by: str, key: str) -> Rows:
    """What bundles and thresholds gave.

    The reports of these have all of it; the others, and whatever has a filter, only what was
    recommended: that belongs to the first attribution of the bundle in the order, and to no other.
    """
    rows = RewardUse.objects.filter(_days(query), _subject(by), currency=query.currency)
    sums = {"_cost": Sum("cost"), "_delivery": Sum("delivery")}
    if by in REWARDS:
        uses = Count("measured", distinct=True, filter=Q(measured__items__gt=0))
        sums |= {"_uses": uses, "_brought": Sum("revenue")}
    if by not in REWARDS or query.filtered:
        first = Attribution.objects.filter(
            measured=OuterRef("measured"),
            subject=OuterRef("subject"),
            subject_id=OuterRef("subject_id"),
        ).order_by("pk")
        wanted = filters(query)
        names = {"pk", *(name.removesuffix("__in") for name in wanted)}
        if by not in REWARDS and key not in ("", DAY):
            names.add(key)
            key = f"_{key}"
        rows = rows.annotate(
            **{f"_{name}": Subquery(first.values(name)[:1]) for name in names}
        ).filter(_pk__isnull=False, **{f"_{name}": value for name, value in wanted.items()})
    return _of(rows, query, key).annotate(_sample=_samples(), **sums)


def ordered(query: Query, key: str) -> Rows:
    """Orders of takers and of others; with a filter, takers took what it leaves."""
    rows = MeasuredOrder.objects.filter(_days(query), currency=query.currency, items__gt=0)
    taken = Q(taker=True)
    if query.filtered:
        # As ``MeasuredOrder.taker`` has it for the whole shop.
        direct = Attribution.objects.filter(kind=Attribution.Kind.DIRECT, **filters(query))
        touched = direct.filter(measured=OuterRef("pk"))
        rows = rows.annotate(_touched=Exists(touched))
        taken = Q(_touched=True)
    return _of(rows, query, key).annotate(
        _sample=_samples(),
        _takers=Count("pk", filter=taken),
        _takers_value=Sum("value", filter=taken),
        _others=Count("pk", filter=~taken),
        _others_value=Sum("value", filter=~taken),
    )


def currencies(query: Query) -> tuple[str, ...]:
    """Those that orders have, the one of most orders first."""
    rows = MeasuredOrder.objects.filter(_days(query)).values("currency")
    found = rows.annotate(number=Count("pk")).order_by("-number", "currency")
    return tuple(found.values_list("currency", flat=True))


def filters(query: Query) -> dict[str, Any]:
    """What the query leaves, as a filter of tables that say where something was shown."""
    found: dict[str, Any] = {}
    if query.placements:
        found["placement_id__in"] = query.placements
    if query.slot:
        found["slot"] = query.slot
    if query.strategy:
        found["strategy"] = query.strategy
    return found


def _of(rows: QuerySet[Any], query: Query, key: str) -> QuerySet[Any, Any]:
    now = Case(When(day__gte=query.first, then=Value(True)), default=Value(False))
    held = F(key) if key else Value("", CharField())
    return rows.order_by().annotate(_key=held, _now=now).values("_key", "_now")


def _samples() -> Count:
    return Count("pk", filter=Q(sample=True))


def _days(query: Query) -> Q:
    first = query.before().first if query.compare else query.first
    return Q(day__range=(first, query.last))


def _subject(by: str) -> Q:
    return Q(subject=by) if by in (PRODUCT, *REWARDS) else Q()
