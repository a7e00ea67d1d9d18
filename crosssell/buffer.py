"""Notes events cheaply, so that others count them later: the page pays next to nothing.

``append`` puts an event into a list of this process. After the response, ``flush`` writes what has
gathered in one go: to Redis streams, else into a table. ``drain`` hands events over to be counted,
each once. What cannot be written is lost, counted and told in the log; no page waits or fails.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from celery import current_app
from django.db import connection, transaction

from crosssell import stream
from crosssell.conf import STREAM_SCHEMES, settings
from crosssell.models import BufferedEvent, BufferMark
from crosssell.stream import StreamAway

__all__ = ["Event", "StreamAway", "append", "drain", "flush"]

log = logging.getLogger(__name__)

MOST_WAITING = 1_000
BATCH = 500
# What the table holds at most; how full it is, is looked at every so many events.
MOST_ROWS, LOOKED_AT_EVERY = 100_000, 1_000
PAUSE_SECONDS = 5.0
TABLE, STREAM = "table", "stream"

Fields = Mapping[str, Any]
# Kind and text of each event.
Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Event:
    """What was noted: when (UTC) and what, in values that JSON knows."""

    at: datetime
    fields: dict[str, Any]


class _Noted(NamedTuple):
    kind: str
    at: float
    fields: Fields | Callable[[], Fields | None]
    durable: bool


class _Waiting:
    """The events of this process that are not written yet, and how many were lost since when."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.events: list[_Noted] = []
        self.lost = 0
        self.losing = False


_waiting = _Waiting()


def _begin_anew() -> None:
    """A fork leaves its parent's events, and a lock that somebody may hold, to the parent."""
    global _waiting
    _waiting = _Waiting()
    _breaker.cache_clear()


@lru_cache(maxsize=2)
def _breaker(place: str) -> Any:
    """After one failure nobody tries for some seconds; one for the table, one for the streams."""
    # Loaded with the first event, since it loads Redis' client.
    from pybreaker import CircuitBreaker

    return CircuitBreaker(fail_max=1, reset_timeout=PAUSE_SECONDS)


os.register_at_fork(after_in_child=_begin_anew)


def append(
    kind: str, fields: Fields | Callable[[], Fields | None], *, durable: bool = False
) -> None:
    """Notes an event of a kind (16 letters at most) until the response is out.

    ``fields`` are values that JSON knows, or a function that finds them after the response, which
    may ask the database; where it finds None there is no event. What is ``durable`` goes to the
    table even where there is Redis: for the few events that must not be lost with it. Never raises.
    """
    with _waiting.lock:
        full = len(_waiting.events) >= MOST_WAITING
        if not full:
            _waiting.events.append(_Noted(kind, time.time(), fields, durable))
    if full:
        _lose(1, "too many wait to be written")


def flush(**_: Any) -> None:
    """Writes what waits, in one round trip or statement; connected to the end of each request."""
    if not _waiting.events:
        return
    with _waiting.lock:
        events, _waiting.events = _waiting.events, []
    url = address()
    kept = _texts(event for event in events if event.durable or not url)
    sent = _texts(event for event in events if url and not event.durable)
    # Apart: a Redis that is away takes nothing with it that the table can keep.
    written = _written(TABLE, _keep, kept) & _written(STREAM, partial(stream.add, url), sent)
    # The response is out, and with it went Django's own closing of connections.
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    if not written or (url and not sent):
        return
    with _waiting.lock:
        lost, _waiting.lost, losing = _waiting.lost, 0, _waiting.losing
        _waiting.losing = False
    if losing:
        log.warning("Events are noted again; %s of this process were lost.", lost)


def _written(place: str, write: Callable[[Rows], None], rows: Rows) -> bool:
    try:
        if rows:
            _breaker(place).call(write, rows)
    except Exception as error:
        _lose(len(rows), error.__cause__ or error.__context__ or error)
        return False
    return True


def _texts(events: Iterable[_Noted]) -> Rows:
    found = []
    for one in events:
        try:
            fields = one.fields() if callable(one.fields) else one.fields
            if fields is None:
                continue
            found.append((one.kind, json.dumps([one.at, fields], separators=(",", ":"))))
        except Exception as error:
            _lose(1, error)
    return found


def _lose(count: int, why: object) -> None:
    """Counts what is lost; the log is told when it begins and when it ends."""
    with _waiting.lock:
        _waiting.lost += count
        told, _waiting.losing = _waiting.losing, True
    if not told:
        log.warning("Events for the statistics are lost for the time being: %s", why)


def address() -> str:
    """The Redis of the streams: CROSSSELL["BUFFER_URL"], else Celery's broker; "" for none."""
    chosen = settings().buffer_url
    if chosen is None:
        chosen = str(current_app.conf.broker_url or "").split(";")[0]
    return chosen if urlsplit(chosen).scheme in STREAM_SCHEMES else ""


def _keep(rows: Rows) -> None:
    written = BufferedEvent.objects.bulk_create(
        [BufferedEvent(kind=kind, text=text) for kind, text in rows]
    )
    newest = written[-1].pk if written else 0
    if newest % LOOKED_AT_EVERY < len(written):
        oldest = BufferedEvent.objects.filter(pk__lte=newest - MOST_ROWS)
        if gone := oldest._raw_delete(oldest.db):
            log.warning("%s old events were lost: run crosssell_rollup oftener.", gone)


def drain(kind: str, handle: Callable[[Sequence[Event]], None]) -> int:
    """Hands all events of a kind to ``handle``, in batches, oldest first; returns how many.

    ``handle`` runs in the transaction that also remembers how far the counting has come, so an
    event is counted once, whoever is killed when. Two at a time wait for each other. Raises
    StreamAway, and what ``handle`` raises: then its batch comes again.
    """
    # Both, because a process that knows no broker writes into the table of a shop that has one.
    done = _drain(kind, handle, _from_table)
    if url := address():
        done += _drain(kind, handle, _from_stream)
        with suppress(StreamAway):
            stream.forget(url, kind, BufferMark.objects.get(pk=kind).position)
    return done


def _drain(
    kind: str,
    handle: Callable[[Sequence[Event]], None],
    take: Callable[[BufferMark], list[str]],
) -> int:
    done, found = 0, BATCH
    while found == BATCH:
        with transaction.atomic():
            texts = take(BufferMark.held(kind))
            events = [event for event in map(_event, texts) if event is not None]
            if events:
                handle(events)
        found = len(texts)
        done += len(events)
    return done


def _from_table(mark: BufferMark) -> list[str]:
    rows = dict(
        BufferedEvent.objects.filter(kind=mark.kind)
        .order_by("pk")
        .values_list("pk", "text")[:BATCH]
    )
    BufferedEvent.objects.filter(pk__in=list(rows)).delete()
    return list(rows.values())


def _from_stream(mark: BufferMark) -> list[str]:
    texts, mark.position = stream.read(address(), mark.kind, mark.position, BATCH)
    mark.save(update_fields=["position"])
    return texts


def _event(text: str) -> Event | None:
    """The event of a text; None for what is none, since others may write to the same Redis."""
    try:
        at, fields = json.loads(text)
        return Event(datetime.fromtimestamp(at, UTC), dict(fields))
    except (ValueError, TypeError, OverflowError, OSError, RecursionError):
        log.warning("An entry of the buffer is no event and was left out.")
        return None
