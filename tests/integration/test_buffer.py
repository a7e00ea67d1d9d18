"""The append buffer: events are handed over once, in order; what is lost is told."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from celery import current_app
from django.test import Client
from django.utils import timezone

from crosssell import buffer
from crosssell.buffer import Event
from crosssell.models import BufferedEvent
from tests.buffered import note, numbers

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("in_either")
def test_events_are_handed_over_once_and_in_order() -> None:
    note(3, 1)
    note(2)
    assert numbers() == [3, 1, 2]
    assert numbers() == []
    note(4)
    assert numbers() == [4]


@pytest.mark.usefixtures("in_either")
def test_an_event_knows_when_it_was() -> None:
    before = timezone.now()
    buffer.append("test", {"text": "é"})
    after = timezone.now()
    buffer.flush()
    found: list[Event] = []
    buffer.drain("test", found.extend)
    (event,) = found
    assert before <= event.at <= after
    assert event.at.tzinfo == UTC
    assert event.fields == {"text": "é"}


@pytest.mark.usefixtures("in_either")
def test_kinds_are_kept_apart() -> None:
    note(1)
    note(2, kind="other")
    assert numbers("other") == [2]
    assert numbers() == [1]


@pytest.mark.usefixtures("in_either")
def test_many_come_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffer, "BATCH", 2)
    note(1, 2, 3, 4, 5)
    sizes: list[int] = []
    assert buffer.drain("test", lambda events: sizes.append(len(events))) == 5
    assert sizes == [2, 2, 1]


@pytest.mark.usefixtures("in_either")
def test_a_batch_that_fails_comes_again() -> None:
    note(1, 2)

    def fail(events: Sequence[Event]) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        buffer.drain("test", fail)
    assert numbers() == [1, 2]


@pytest.mark.usefixtures("in_either")
def test_what_is_no_event_is_left_out(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    bad = ["", "no json", "[1]", '["x", {}]', "[1e300, {}]", "[NaN, {}]", "[1, 2]", "[" * 9999]
    note(1)
    if "in_stream" in request.node.callspec.id:
        client = request.getfixturevalue("in_stream")
        for text in bad:
            client.xadd("crosssell:test", {"event": text})
        client.xadd("crosssell:test", {"another": "field"})
    else:
        BufferedEvent.objects.bulk_create(BufferedEvent(kind="test", text=text) for text in bad)
        BufferedEvent.objects.create(kind="test", text="")
    note(2)
    assert numbers() == [1, 2]
    assert caplog.text.count("is no event") == 9


@pytest.mark.usefixtures("in_either")
def test_fields_can_be_found_after_the_response(caplog: pytest.LogCaptureFixture) -> None:
    buffer.append("test", lambda: {"n": 1})
    buffer.append("test", lambda: {"n": 1 // 0})
    buffer.append("test", {"n": object()})
    buffer.flush()
    assert numbers() == [1]
    assert "Events for the statistics are lost" in caplog.text
    assert "2 of this process were lost" in caplog.text


@pytest.mark.usefixtures("in_table")
def test_the_end_of_a_request_writes(client: Client) -> None:
    buffer.append("test", {"n": 1})
    assert not BufferedEvent.objects.exists()
    client.get("/nowhere/")
    assert BufferedEvent.objects.count() == 1


def test_the_table_is_emptied_by_a_process_that_knows_of_redis(
    in_stream: Any, settings: Any, redis_url: str
) -> None:
    settings.CROSSSELL = {"BUFFER_URL": ""}
    note(1)
    settings.CROSSSELL = {"BUFFER_URL": redis_url}
    note(2)
    assert numbers() == [1, 2]


@pytest.mark.parametrize(
    ("setting", "broker", "expected"),
    [
        (None, "redis://a/0", "redis://a/0"),
        (None, "rediss://a/0;redis://b/0", "rediss://a/0"),
        (None, "amqp://a//", ""),
        (None, None, ""),
        ("", "redis://a/0", ""),
        ("unix:///run/redis.sock", "redis://a/0", "unix:///run/redis.sock"),
    ],
)
def test_where_events_go(
    setting: str | None, broker: str | None, expected: str, settings: Any, monkeypatch: Any
) -> None:
    settings.CROSSSELL = {"BUFFER_URL": setting}
    monkeypatch.setattr(current_app.conf, "broker_url", broker)
    assert buffer.address() == expected


@pytest.mark.usefixtures("in_table")
def test_a_fork_begins_with_nothing() -> None:
    buffer.append("test", {"n": 1})
    child = os.fork()
    if not child:
        os._exit(len(buffer._waiting.events))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    buffer.flush()
    assert numbers() == [1]


def test_the_moment_survives(in_stream: Any) -> None:
    in_stream.xadd("crosssell:test", {"event": '[0,{"n":7}]'})
    found: list[Event] = []
    buffer.drain("test", found.extend)
    assert found == [Event(datetime(1970, 1, 1, tzinfo=UTC), {"n": 7})]


@pytest.mark.usefixtures("in_either")
def test_what_is_asked_after_the_response_leaves_no_connection_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed: list[int] = []
    found = SimpleNamespace(
        in_atomic_block=False, close_if_unusable_or_obsolete=lambda: closed.append(1)
    )
    monkeypatch.setattr(buffer, "connection", found)
    buffer.append("test", lambda: {"n": BufferedEvent.objects.count()})
    buffer.flush()
    assert closed == [1]
    assert numbers() == [0]
