"""What starts by itself after crosssell_setup."""

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from crosssell import tasks
from crosssell.management import schedule

pytestmark = pytest.mark.django_db


def create() -> list[str]:
    said: list[str] = []
    schedule.create(said.append)
    return said


def planned() -> dict[str, tuple[int, str, int | None]]:
    rows = PeriodicTask.objects.filter(task__startswith="crosssell.", crontab=None)
    return {row.task: (row.interval.every, row.interval.period, row.expire_seconds) for row in rows}


def on_days() -> dict[str, str]:
    rows = PeriodicTask.objects.filter(task__startswith="crosssell.", interval=None)
    return {row.task: str(row.crontab) for row in rows}


def test_the_refresh_by_the_setting_and_the_roll_up_every_minute() -> None:
    with override_settings(CROSSSELL={"REFRESH_EVERY_HOURS": 6}):
        said = create()
    assert planned() == {
        "crosssell.tasks.refresh": (6, "hours", None),
        "crosssell.tasks.roll_up": (1, "minutes", 60),
        "crosssell.tasks.sweep": (5, "minutes", 300),
        "crosssell.tasks.prune": (1, "days", None),
    }
    assert on_days() == {
        "crosssell.tasks.weekly_mail": "0 6 * * 1 (m/h/dM/MY/d) America/New_York",
    }
    known = (tasks.refresh, tasks.roll_up, tasks.sweep, tasks.prune, tasks.weekly_mail)
    assert {*planned(), *on_days()} == {task.name for task in known}
    assert said == [
        "Scheduled the refresh every 6 hours.",
        "Scheduled the roll-up of views every minute.",
        "Scheduled the sweep of bundles every 5 minutes.",
        "Scheduled the removal of old figures every day.",
        "Scheduled the weekly summary for Monday morning.",
    ]


def test_what_the_shop_schedules_itself_is_kept() -> None:
    hourly = IntervalSchedule.objects.create(every=1, period="hours")
    PeriodicTask.objects.create(name="ours", task="crosssell.tasks.roll_up", interval=hourly)
    said = create()
    assert planned()["crosssell.tasks.roll_up"] == (1, "hours", None)
    assert said[1] == "The roll-up of views is scheduled already."
    assert create() == [
        "The refresh is scheduled already.",
        said[1],
        "The sweep of bundles is scheduled already.",
        "The removal of old figures is scheduled already.",
        "The weekly summary is scheduled already.",
    ]


def test_what_is_there_is_used() -> None:
    IntervalSchedule.objects.create(every=1, period="minutes")
    create()
    PeriodicTask.objects.filter(task="crosssell.tasks.weekly_mail").delete()
    create()
    assert CrontabSchedule.objects.filter(hour="6", day_of_week="1").count() == 1
    assert IntervalSchedule.objects.filter(every=1, period="minutes").count() == 1


def test_a_shop_without_beat_in_the_database_is_told_every_task() -> None:
    others = [name for name in django_settings.INSTALLED_APPS if name != "django_celery_beat"]
    with override_settings(INSTALLED_APPS=others):
        said = create()
    assert said == [
        "Schedule “crosssell.tasks.refresh” in CELERY_BEAT_SCHEDULE.",
        "Schedule “crosssell.tasks.roll_up” in CELERY_BEAT_SCHEDULE.",
        "Schedule “crosssell.tasks.sweep” in CELERY_BEAT_SCHEDULE.",
        "Schedule “crosssell.tasks.prune” in CELERY_BEAT_SCHEDULE.",
        "Schedule “crosssell.tasks.weekly_mail” in CELERY_BEAT_SCHEDULE.",
    ]
