"""Redis streams, one a kind of event: added to, read from a position on, forgotten up to it.

A silent Redis costs a third of a second, and nothing is tried twice: an entry that is sent again
after a time-out would be counted twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

log = logging.getLogger(__name__)

PREFIX = "crosssell:"
# What a stream holds at most: about 15 MB, and a quarter of an hour of 100 events a second.
MOST_ENTRIES = 100_000
SECONDS = 0.3
FIELD = "event"


class StreamAway(RuntimeError):
    """Redis does not answer, or does not do what is asked of it."""


@lru_cache(maxsize=4)
def _client(url: str) -> Any:
    """A client whose pool notices by itself that its process was forked."""
    # Loaded with the first event: a process that has none stays smaller.
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=SECONDS,
        socket_connect_timeout=SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def add(url: str, rows: Iterable[tuple[str, str]]) -> None:
    """Adds (kind, text) to the streams in one round trip. Raises what the client raises."""
    pipe = _client(url).pipeline(transaction=False)
    for kind, text in rows:
        pipe.xadd(PREFIX + kind, {FIELD: text}, maxlen=MOST_ENTRIES, approximate=True)
    pipe.execute()


def read(url: str, kind: str, after: str, most: int) -> tuple[list[str], str]:
    """The texts after a position, oldest first, and the position of the last one.

    Raises StreamAway.
    """
    from redis import RedisError

    pipe = _client(url).pipeline(transaction=False)
    pipe.xlen(PREFIX + kind)
    pipe.xrange(PREFIX + kind, min=f"({after}", count=most)
    try:
        length, entries = pipe.execute()
    except RedisError as error:
        raise StreamAway(f"Redis gave no events: {error}") from error
    if length >= MOST_ENTRIES:
        log.warning(
            "The stream %s%s is full, so older events were lost: run crosssell_rollup oftener.",
            PREFIX,
            kind,
        )
    return [fields.get(FIELD, "") for _, fields in entries], entries[-1][0] if entries else after


def forget(url: str, kind: str, position: str) -> None:
    """Removes the entries up to a position. Raises StreamAway; then they stay and do no harm."""
    from redis import RedisError

    milliseconds, _, number = position.partition("-")
    try:
        _client(url).xtrim(
            PREFIX + kind, minid=f"{milliseconds}-{int(number) + 1}", approximate=False
        )
    except RedisError as error:
        raise StreamAway(f"Redis kept events that were counted: {error}") from error
