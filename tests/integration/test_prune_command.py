"""What nobody counted goes too, and the command and the task say and do it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from crosssell import buffer, tasks
from crosssell.analytics import tracking
from crosssell.models import BufferedEvent, Event
from tests.integration.test_prune import KINDS, NOW, make_event, removed
from tests.tracked import put_in_table, thing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]


def test_events_that_nobody_counts_go_with_touches() -> None:
    old, young = (NOW - timedelta(days=days) for days in (91, 89))
    put_in_table("touch", [{"basket": 1}], old.timestamp())
    put_in_table("unknown", [{}, {}], old.timestamp())
    put_in_table("touch", [{"basket": 2}], young.timestamp())
    BufferedEvent.objects.create(kind="shown", text="no event")
    assert removed(dry_run=True) == {"events that nobody counted": 4}
    assert removed() == {"events that nobody counted": 4}
    assert '{"basket": 2}' in BufferedEvent.objects.get().text


def test_streams_are_trimmed_and_a_redis_that_is_away_does_no_harm(
    in_stream: Any, settings: Any, gone_redis: str
) -> None:
    in_stream.xadd("crosssell:shown", {"event": "[1, {}]"}, id="1000-0")
    tracking.note_empty(1)
    buffer.flush()
    assert removed() == {}
    assert in_stream.xlen("crosssell:shown") == 1
    settings.CROSSSELL = {"BUFFER_URL": gone_redis}
    assert removed() == {}


def test_the_command_says_what_it_removed(capsys: Any) -> None:
    for number in range(1_001):
        make_event(number, datetime(2026, 1, 1, tzinfo=UTC))
    call_command("crosssell_prune", dry_run=True)
    assert "Would remove 1,001 raw events (older than 2 days).\n" in capsys.readouterr().out
    call_command("crosssell_prune")
    said = capsys.readouterr().out
    assert said.startswith(
        "Removed 1,001 raw events (older than 2 days).\nRemoved 0 touches (older"
    )
    assert said.endswith("Removed 0 events that nobody counted (older than 90 days).\n")
    assert len(said.splitlines()) == len(KINDS)
    call_command("crosssell_prune", verbosity=0)
    assert capsys.readouterr().out == ""


def test_the_task_prunes() -> None:
    make_event(1, datetime(2026, 1, 1, tzinfo=UTC))
    tracking.note_back(tracking.CLICK, [thing(1)])
    buffer.flush()
    tasks.prune()
    assert not Event.objects.exists()
    assert BufferedEvent.objects.count() == 1
