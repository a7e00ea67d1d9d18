"""Where events are noted until they are counted, empty at the start of a test."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosssell import buffer
from crosssell.buffer import Event

FLUSH = "crosssell-flush"
KINDS = ("viewed", "after", "shown", "back", "touch", "exposed", "test", "other")


@pytest.fixture
def in_table(db: None, settings: Any) -> Iterator[None]:
    """Events go to the table, as in a shop without Redis."""
    settings.CROSSSELL = {**settings.CROSSSELL, "BUFFER_URL": ""}
    buffer._begin_anew()
    yield
    buffer._begin_anew()


@pytest.fixture
def in_stream(db: None, settings: Any, redis_url: str) -> Iterator[Any]:
    """Events go to streams; returns a client of their Redis."""
    from redis import Redis

    settings.CROSSSELL = {**settings.CROSSSELL, "BUFFER_URL": redis_url}
    client = Redis.from_url(redis_url, decode_responses=True)
    keys = [f"crosssell:{kind}" for kind in KINDS]
    client.delete(*keys)
    buffer._begin_anew()
    yield client
    client.delete(*keys)
    client.close()
    buffer._begin_anew()


@pytest.fixture(params=["in_table", "in_stream"])
def in_either(request: pytest.FixtureRequest) -> None:
    """Each place in turn."""
    request.getfixturevalue(request.param)


def numbers(kind: str = "test") -> list[int]:
    """The numbers of all events that are handed over now."""
    found: list[int] = []

    def handle(events: Sequence[Event]) -> None:
        found.extend(event.fields["n"] for event in events)

    assert buffer.drain(kind, handle) == len(found)
    return found


def note(*wanted: int, kind: str = "test") -> None:
    for number in wanted:
        buffer.append(kind, {"n": number})
    buffer.flush()


@contextmanager
def before_the_response() -> Iterator[CaptureQueriesContext]:
    """The queries of a request without what follows its response."""
    request_finished.disconnect(dispatch_uid=FLUSH)
    try:
        with CaptureQueriesContext(connection) as queries:
            yield queries
    finally:
        request_finished.connect(buffer.flush, dispatch_uid=FLUSH)
