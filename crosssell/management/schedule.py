"""The rows of django-celery-beat that start our tasks, where that app is installed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext

from crosssell import conf


@dataclass(frozen=True)
class Job:
    """A task and how often it starts. ``expires``: seconds after which a late start is dropped."""

    task: str
    name: str
    every: int
    period: str
    kept: str
    made: str
    expires: int | None = None


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
            name=job.name, task=job.task, interval=_interval(job), expire_seconds=job.expires
        )
        say(job.made)


def _interval(job: Job) -> Any:
    intervals = apps.get_model("django_celery_beat", "IntervalSchedule").objects
    wanted = {"every": job.every, "period": job.period}
    return intervals.filter(**wanted).first() or intervals.create(**wanted)
