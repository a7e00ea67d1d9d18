"""When the refresh runs by itself: read from django-celery-beat or from CELERY_BEAT_SCHEDULE."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from celery.schedules import BaseSchedule
from django.apps import apps
from django.conf import settings

TASK = "crosssell.tasks.refresh"


@dataclass(frozen=True)
class Planned:
    """The schedule in words and the next start (aware), where it can be known."""

    words: str
    next_at: datetime | None


def planned(last: datetime | None, now: datetime) -> Planned | None:
    """The schedule of the refresh; None when nothing starts it.

    ``last`` is when the refresh last started; ``now`` is aware.
    """
    return _from_table() or _from_settings(last, now)


def _from_table() -> Planned | None:
    if not apps.is_installed("django_celery_beat"):
        return None
    rows = apps.get_model("django_celery_beat", "PeriodicTask").objects
    row = (
        rows.filter(task=TASK, enabled=True)
        .select_related("interval", "crontab", "solar", "clocked")
        .first()
    )
    if row is None:
        return None
    last = row.last_run_at or row.date_changed
    return Planned(str(row.scheduler), _next(row.schedule, last))


def _from_settings(last: datetime | None, now: datetime) -> Planned | None:
    entries = getattr(settings, "CELERY_BEAT_SCHEDULE", None) or {}
    for entry in entries.values():
        if entry.get("task") == TASK:
            found = entry.get("schedule")
            if isinstance(found, (int, float)):
                found = timedelta(seconds=found)
            if isinstance(found, timedelta):
                return Planned(str(found), (last or now) + found)
            return Planned(str(found), _next(found, last or now))
    return None


def _next(schedule: Any, last: datetime) -> datetime | None:
    if not isinstance(schedule, BaseSchedule):
        return None
    try:
        return datetime.now(UTC) + schedule.remaining_estimate(last)
    except (AttributeError, NotImplementedError, TypeError, ValueError):
        # A schedule of the shop's own making that does not say when.
        return None
