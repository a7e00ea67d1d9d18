"""The row of django-celery-beat that starts the refresh, where that app is installed."""

from collections.abc import Callable

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext

from crosssell import conf

TASK = "crosssell.tasks.refresh"
NAME = "crosssell: refresh co-purchase statistics"


@transaction.atomic
def create(say: Callable[[str], None]) -> None:
    """Schedule the task, unless the shop schedules it already, in whatever way."""
    if not apps.is_installed("django_celery_beat"):
        say(gettext("Schedule “%(task)s” in CELERY_BEAT_SCHEDULE.") % {"task": TASK})
        return
    task_model = apps.get_model("django_celery_beat", "PeriodicTask")
    interval_model = apps.get_model("django_celery_beat", "IntervalSchedule")
    if task_model.objects.filter(task=TASK).exists():
        say(gettext("The refresh is scheduled already."))
        return
    hours = conf.settings().refresh_every_hours
    interval = interval_model.objects.filter(every=hours, period=interval_model.HOURS).first()
    task_model.objects.create(
        name=NAME,
        task=TASK,
        interval=interval
        or interval_model.objects.create(every=hours, period=interval_model.HOURS),
    )
    say(gettext("Scheduled the refresh every %(hours)d hours.") % {"hours": hours})
