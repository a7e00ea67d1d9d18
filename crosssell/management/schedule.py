"""The rows of django-celery-beat that start our tasks, where that app is installed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.timezone import get_default_timezone_name
from django.utils.translation import gettext

from crosssell import conf


@dataclass(frozen=True)
class Job:
    """A task and how often it starts. ``expires``: seconds after which a late start is dropped.

    With ``crontab`` (fields of one, in the shop's time zone) it starts then, whatever ``every``.
    """

    task: str
    name: str
    every: int
    period: str
    kept: str
    made: str
    expires: int | None = None
    crontab: Mapping[str, str] | None = None


def jobs() -> tuple[Job, ...]:
    """All that must start by itself."""
    hours = conf.settings().refresh_every_hours
    return (
        Job(
            "crosssell.tasks.refresh",
            "crosssell: refresh co-purchase statistics",
            hours,
            "hours",
            gettext("The refresh is scheduled already."),
            gettext("Scheduled the refresh every %(hours)d hours.") % {"hours": hours},
        ),
        Job(
            "crosssell.tasks.roll_up",
            "crosssell: count what visitors viewed",
            1,
            "minutes",
            gettext("The roll-up of views is scheduled already."),
            gettext("Scheduled the roll-up of views every minute."),
            # One start does the work of all that a resting worker has missed.
            expires=60,
        ),
        Job(
            "crosssell.tasks.sweep",
            "crosssell: give back what holds of bundles took",
            5,
            "minutes",
            gettext("The sweep of bundles is scheduled already."),
            gettext("Scheduled the sweep of bundles every 5 minutes."),
            expires=300,
        ),
        Job(
            "crosssell.tasks.prune",
            "crosssell: remove what has been kept for long enough",
            1,
            "days",
            gettext("The removal of old figures is scheduled already."),
            gettext("Scheduled the removal of old figures every day."),
        ),
        Job(
            "crosssell.tasks.weekly_mail",
            "crosssell: send the weekly summary",
            7,
            "days",
            gettext("The weekly summary is scheduled already."),
            gettext("Scheduled the weekly summary for Monday morning."),
            crontab={"minute": "0", "hour": "6", "day_of_week": "1"},
        ),
    )


@transaction.atomic
def create(say: Callable[[str], None]) -> None:
    """Schedule the tasks, but for those that the shop schedules already, in whatever way."""
    if not apps.is_installed("django_celery_beat"):
        for job in jobs():
            say(gettext("Schedule “%(task)s” in CELERY_BEAT_SCHEDULE.") % {"task": job.task})
        return
    task_model = apps.get_model("django_celery_beat", "PeriodicTask")
    for job in jobs():
        if task_model.objects.filter(task=job.task).exists():
            say(job.kept)
            continue
        task_model.objects.create(
            name=job.name, task=job.task, expire_seconds=job.expires, **_when(job)
        )
        say(job.made)


def _when(job: Job) -> dict[str, Any]:
    if job.crontab is not None:
        crontabs = apps.get_model("django_celery_beat", "CrontabSchedule").objects
        wanted: dict[str, Any] = {
            **{"day_of_month": "*", "month_of_year": "*", "timezone": get_default_timezone_name()},
            **job.crontab,
        }
        return {"crontab": crontabs.filter(**wanted).first() or crontabs.create(**wanted)}
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects
    wanted = {"every": job.every, "period": job.period}
    return {"interval": intervals.filter(**wanted).first() or intervals.create(**wanted)}
