"""Runs in admin: the list, the schedule, "Refresh now" and its progress."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery import current_app
from celery.schedules import BaseSchedule, crontab
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from crosssell.admin.runs import beat
from crosssell.admin.runs.pages import took
from crosssell.models import Run
from tests.merchant import messages_of, sign_in

pytestmark = pytest.mark.django_db
LIST = reverse("admin:crosssell_run_changelist")
REFRESH = reverse("admin:crosssell_run_refresh")
PROGRESS = reverse("admin:crosssell_run_progress")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def make_run(state: str, ago: timedelta = timedelta(minutes=5), **more: Any) -> Run:
    started = timezone.now() - ago
    return Run.objects.create(state=state, started_at=started, **more)


def schedule(**more: Any) -> PeriodicTask:
    every, _ = IntervalSchedule.objects.get_or_create(every=6, period="hours")
    return PeriodicTask.objects.create(
        name="r", task="crosssell.tasks.refresh", **{"interval": every, **more}
    )


def test_a_shop_that_has_learned_nothing_is_told_what_to_do(client: Client) -> None:
    html = client.get(LIST).content.decode()

    assert "Nothing has been learned yet" in html
    assert "Nothing starts the refresh by itself." in html
    assert "Refresh now" in html


def test_the_list_groups_the_digits_of_its_counts(client: Client) -> None:
    run = make_run("old", orders=20018, pairs=221810)
    for page in (LIST, reverse("admin:crosssell_run_change", args=[run.pk])):
        html = client.get(page).content.decode()
        assert "20,018" in html
        assert "221,810" in html
        assert "20018" not in html


def test_the_live_run_is_described(client: Client) -> None:
    run = make_run("live", orders=1234, pairs=5678, source="schedule")
    run.finished_at = run.started_at + timedelta(seconds=61)
    run.save()
    schedule()

    html = client.get(LIST).content.decode()

    assert "<dd>1,234</dd>" in html
    assert "<dd>5,678</dd>" in html
    assert "1 min 1 s" in html
    assert "every 6 hours" in html
    assert "older than" not in html


@override_settings(CROSSSELL={"STALE_AFTER_HOURS": 2})
def test_a_stale_run_is_warned_of(client: Client) -> None:
    run = make_run("live", ago=timedelta(hours=2, minutes=1))

    assert b"The statistics are older than 2 hours." in client.get(LIST).content

    run.started_at += timedelta(minutes=2)
    run.save()
    assert b"older than" not in client.get(LIST).content


def test_runs_cannot_be_changed(client: Client) -> None:
    run = make_run("failed", error="The disk is full")

    page = client.get(reverse("admin:crosssell_run_change", args=(run.pk,)))

    assert b"The disk is full" in page.content
    assert client.get(reverse("admin:crosssell_run_add")).status_code == 403
    assert client.post(reverse("admin:crosssell_run_delete", args=(run.pk,))).status_code == 403
    assert client.post(page.request["PATH_INFO"], {"state": "live"}).status_code == 403
    assert Run.objects.get().state == "failed"


def test_how_long_a_run_took() -> None:
    run = Run(started_at=NOON)

    assert took(run) == "–"
    run.finished_at = NOON + timedelta(seconds=4.25)
    assert took(run) == "4.2 s"
    run.finished_at = NOON + timedelta(seconds=125)
    assert took(run) == "2 min 5 s"


def test_refresh_now_hands_the_task_to_the_worker(
    client: Client, merchant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, **how: sent.append((name, how["kwargs"]))
    )
    old = make_run("old")

    answer = client.post(REFRESH)

    assert answer.url == f"{LIST}#after-{old.pk}"
    assert sent == [("crosssell.tasks.refresh", {"source": f"admin: {merchant.email}"})]
    assert messages_of(answer) == ["The refresh waits for a worker. This page shows its progress."]


def test_a_broker_that_is_away_is_said_at_once(client: Client) -> None:
    answer = client.post(REFRESH)

    assert answer.url == LIST
    assert messages_of(answer)[0].startswith(
        "The refresh was not started: the message broker does not answer."
    )


def test_no_second_refresh_beside_one_that_runs(client: Client) -> None:
    make_run("running", progress=40, stage="Counting")

    answer = client.post(REFRESH)

    assert messages_of(answer) == ["A refresh is running already."]
    html = client.get(LIST).content.decode()
    assert "Running: Counting (40 %)" in html
    assert "disabled" in html


def test_a_run_that_was_killed_stands_in_nobodys_way(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_app, "send_task", lambda name, **how: None)
    run = make_run("running", ago=timedelta(hours=2))

    assert client.get(PROGRESS).json()["going"] is False
    assert client.post(REFRESH).url == f"{LIST}#after-{run.pk}"


def test_progress_is_told_as_json(client: Client) -> None:
    assert client.get(PROGRESS).json() == {
        "id": 0, "state": "", "words": "", "progress": 0, "going": False,
    }  # fmt: skip
    run = make_run("running", progress=40, stage="Counting")
    assert client.get(PROGRESS).json() == {
        "id": run.pk, "state": "running", "words": "Running: Counting", "progress": 40,
        "going": True,
    }  # fmt: skip
    run.state = "live"
    run.save()
    assert client.get(PROGRESS).json()["words"] == "Live"


def test_refresh_now_is_a_post_of_who_may(client: Client, merchant: Any) -> None:
    assert client.get(REFRESH).status_code == 405
    group = merchant.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="add_run"))

    assert client.post(REFRESH).status_code == 403
    assert b"Refresh now</button>" not in client.get(LIST).content
    group.permissions.clear()
    assert client.get(PROGRESS).status_code == 403
    assert client.get(LIST).status_code == 403


def test_the_next_run_of_a_row_of_beat() -> None:
    last = timezone.now() - timedelta(hours=2)
    schedule(last_run_at=last)

    found = beat.planned(None, timezone.now())

    assert found is not None
    assert found.words == "every 6 hours"
    assert abs(found.next_at - (last + timedelta(hours=6))) < timedelta(minutes=10)


def test_a_row_that_is_off_starts_nothing() -> None:
    schedule(enabled=False)

    assert beat.planned(None, NOON) is None


def test_a_crontab_of_beat_tells_its_next_run() -> None:
    daily = CrontabSchedule.objects.create(minute="30", hour="3")
    schedule(interval=None, crontab=daily, last_run_at=timezone.now())

    found = beat.planned(None, timezone.now())

    assert found is not None
    assert found.next_at is not None
    assert timedelta(0) < found.next_at - timezone.now() <= timedelta(days=1)


@pytest.mark.parametrize(
    ("given", "next_at"),
    [
        (3600, NOON + timedelta(hours=1)),
        (timedelta(hours=2), NOON + timedelta(hours=2)),
        (BaseSchedule(), None),
        ("whenever", None),
    ],
)
def test_the_schedule_may_stand_in_the_settings(given: Any, next_at: datetime | None) -> None:
    entries = {
        "other": {"task": "other", "schedule": 1},
        "ours": {"task": "crosssell.tasks.refresh", "schedule": given},
    }
    installed = [name for name in settings.INSTALLED_APPS if name != "django_celery_beat"]
    with override_settings(CELERY_BEAT_SCHEDULE=entries, INSTALLED_APPS=installed):
        found = beat.planned(NOON, NOON)

    assert found is not None
    assert found.next_at == next_at


@override_settings(
    CELERY_BEAT_SCHEDULE={
        "ours": {"task": "crosssell.tasks.refresh", "schedule": crontab(minute="0")}
    }
)
def test_a_crontab_in_the_settings_tells_its_next_run() -> None:
    found = beat.planned(None, timezone.now())

    assert found is not None
    assert found.next_at is not None
    assert found.next_at - timezone.now() <= timedelta(hours=1)
