"""Removes what has been kept for long enough: a few rows at a time, so that nobody waits long."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from crosssell.analytics import leftovers
from crosssell.analytics.results import keep_ended
from crosssell.conf import settings
from crosssell.models import (
    Attribution,
    BundleUse,
    DailyCount,
    Event,
    Experiment,
    Exposure,
    MeasuredOrder,
    OrderUnit,
    RewardUse,
    Touch,
)

log = logging.getLogger(__name__)
# Rows of one statement, each in a transaction of its own.
BATCH = 500


@dataclass(frozen=True)
class Removed:
    """How many rows of a kind went, because they were older than ``days``."""

    what: str
    count: int
    days: int


@dataclass(frozen=True)
class Pruned:
    """What was removed, or would be, of each kind; kinds of which there was nothing too."""

    kinds: tuple[Removed, ...]

    @property
    def total(self) -> int:
        return sum(one.count for one in self.kinds)


@dataclass(frozen=True)
class _Old:
    """Rows past their time, in the order of the index by which they are found."""

    what: str
    days: int
    rows: QuerySet[Any]
    remove: Callable[[QuerySet[Any]], int]


def prune(now: datetime, dry_run: bool = False) -> Pruned:
    """Remove what is older than the settings say; ``now`` is aware. Twice is once.

    With ``dry_run`` it is only counted. What has been pruned of orders stays so: the sweep that
    measures orders leaves those alone whose rows would be older than that.
    """
    if not dry_run:
        _keep_results(now)
    kinds = [
        Removed(one.what, one.rows.count() if dry_run else _in_parts(one), one.days)
        for one in _old(now)
    ]
    days = settings().keep_touch_days
    left = leftovers.prune(now - timedelta(days=days), dry_run)
    return Pruned((*kinds, Removed("events that nobody counted", left, days)))


def _keep_results(now: datetime) -> None:
    """The result of a test outlives what it was made of; without one, that is not removed."""
    try:
        keep_ended(now)
    except Exception:
        log.exception("The results of tests that have ended are kept later.")


def _old(now: datetime) -> Iterator[_Old]:
    events, touches = settings().keep_event_days, settings().keep_touch_days
    counts = settings().keep_count_days
    before = now - timedelta(days=touches)
    first = timezone.localdate(now) - timedelta(days=counts)
    raw = Event.objects.filter(at__lt=now - timedelta(days=events)).order_by("at")
    yield _Old("raw events", events, raw, _delete)
    yield _Old("touches", touches, Touch.objects.filter(at__lt=before).order_by("at"), _delete)
    ended = Experiment.objects.filter(state=Experiment.State.ENDED, ended_at__lt=before)
    met = Exposure.objects.filter(experiment__in=ended.exclude(result={}).order_by())
    yield _Old(
        "visitors of tests that are over", touches, met.order_by("experiment_id", "unit"), _delete
    )
    in_none = ~Exists(Exposure.objects.filter(unit=OuterRef("unit")))
    units = OrderUnit.objects.filter(
        in_none, order__date_placed__lt=before, order__crosssell_measured__isnull=False
    )
    yield _Old("orders of visitors of such tests", touches, units.order_by("pk"), _delete)
    linked = MeasuredOrder.objects.filter(in_none, unit__gt=0, placed_at__lt=before)
    yield _Old("links of orders to such visitors", touches, linked.order_by("unit"), _unlink)
    # A limit counts what is held or confirmed.
    unused = BundleUse.objects.filter(state=BundleUse.State.GIVEN_BACK, expires_at__lt=before)
    yield _Old(
        "names of customers on bundles that were given back",
        touches,
        unused.exclude(customer="").order_by("expires_at"),
        _unname,
    )
    rows: tuple[tuple[str, type[Model]], ...] = (
        ("daily counts", DailyCount),
        ("lines of orders that owed something", Attribution),
        ("rewards of orders", RewardUse),
        ("measured orders", MeasuredOrder),
    )
    for what, model in rows:
        past = model._default_manager.filter(day__lt=first).order_by("day")
        yield _Old(what, counts, past, _delete)


def _in_parts(old: _Old) -> int:
    done = 0
    model = old.rows.model
    while ids := list(old.rows.values_list("pk", flat=True)[:BATCH]):
        removed = old.remove(model._default_manager.filter(pk__in=ids).order_by())
        done += removed
        if not removed:
            # Somebody else removes the same rows this moment.
            break
    return done


def _delete(rows: QuerySet[Any]) -> int:
    _total, by_table = rows.delete()
    return by_table.get(rows.model._meta.label, 0)


def _unlink(rows: QuerySet[Any]) -> int:
    return rows.update(unit=0)


def _unname(rows: QuerySet[Any]) -> int:
    return rows.update(customer="")
