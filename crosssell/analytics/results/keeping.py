"""Keeps the result of a test that has ended, so that it stays when what it was made of is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from crosssell.analytics import leftovers
from crosssell.analytics.results.course import Course, Point, course_of
from crosssell.analytics.results.figures import Figure, Result, VariantResult
from crosssell.analytics.results.making import computed
from crosssell.analytics.rollup import exposures
from crosssell.models import Experiment, OrderUnit

SETTLING = timedelta(hours=1)
"""After the end, before the result is final: the last orders are measured by then."""

PATIENCE = timedelta(days=3)
"""So long after the end it waits for what is not counted yet, where a worker stood still."""


def results_of(experiments: Sequence[Experiment], now: datetime | None = None) -> dict[int, Result]:
    """The result by test: the one that was kept, else what is measured until now.

    A draft has none.
    """
    kept = {one.pk: read(one.result["result"]) for one in experiments if _final(one)}
    rest = [one for one in experiments if one.pk not in kept]
    return kept | (computed(rest, now) if rest else {})


def course(experiment: Experiment, now: datetime | None = None) -> Course:
    """The interval by day of a test: as it was kept, else from what is measured until now."""
    if not _final(experiment):
        return course_of(experiment, now or timezone.now())
    return {
        int(pk): tuple(Point(date.fromisoformat(day), *numbers) for day, *numbers in points)
        for pk, points in experiment.result["course"].items()
    }


def keep_ended(now: datetime | None = None) -> int:
    """Keep the results of tests that ended an hour ago or earlier; returns how many.

    A test of which something is not counted yet waits, three days at most. Safe to call as often
    as liked: a result that is kept stays as it is. One query where there is nothing to keep.
    """
    now = now or timezone.now()
    ended = Experiment.objects.filter(
        state=Experiment.State.ENDED, result={}, ended_at__lte=now - SETTLING
    )
    tests = {one.pk: one for one in ended.exclude(started_at=None) if not _waits(one, now)}
    found = computed(list(tests.values()), now) if tests else {}
    for pk, result in found.items():
        by_day = {
            str(variant): [[one.day.isoformat(), one.lift, one.low, one.high] for one in points]
            for variant, points in course_of(tests[pk], now).items()
        }
        kept = {"result": written(result), "course": by_day}
        Experiment.objects.filter(pk=pk, result={}).update(result=kept)
    return len(found)


def _waits(experiment: Experiment, now: datetime) -> bool:
    """Whether visitors or orders of the test are not counted yet, and may be soon."""
    over = experiment.ended_at
    if over is None or now - over > PATIENCE:
        return False
    first = leftovers.oldest(exposures.KIND)
    if first is not None and first <= over.timestamp():
        return True
    lasted = (experiment.started_at, over)
    orders = OrderUnit.objects.filter(order__date_placed__range=lasted)
    return orders.filter(order__crosssell_measured=None).exists()


def written(result: Result) -> dict[str, Any]:
    """The result as JSON, of which ``read`` makes the same result again."""
    texts: dict[str, Any] = _plain(asdict(result))
    return texts


def read(stored: Mapping[str, Any]) -> Result:
    """The result that was written."""
    variants = tuple(
        VariantResult(
            **dict(one)
            | {
                "revenue": Decimal(one["revenue"]),
                "figures": tuple(Figure(**figure) for figure in one["figures"]),
            }
        )
        for one in stored["variants"]
    )
    changed = {
        "until": datetime.fromisoformat(stored["until"]),
        "smallest_lift": Decimal(stored["smallest_lift"]),
        "variants": variants,
        "other_currencies": tuple((code, count) for code, count in stored["other_currencies"]),
    }
    return Result(**dict(stored) | changed)


def _final(experiment: Experiment) -> bool:
    return experiment.state == Experiment.State.ENDED and bool(experiment.result)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
