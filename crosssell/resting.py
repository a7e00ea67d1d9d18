"""A strategy that keeps a page waiting again and again rests for a while, so that pages do not."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

log = logging.getLogger(__name__)

SLOW_SECONDS = 1.0
SLOW_TIMES = 3
REST_SECONDS = 60.0

_slow: dict[str, int] = {}
_rests_until: dict[str, float] = {}


def rests(code: str) -> bool:
    """Whether that strategy is left alone now, in this process."""
    return monotonic() < _rests_until.get(code, 0.0)


@contextmanager
def watched(code: str) -> Iterator[None]:
    """Measure one answer: three slow ones in a row, and the strategy rests."""
    start = monotonic()
    try:
        yield
    finally:
        seconds = monotonic() - start
        if seconds < SLOW_SECONDS:
            _slow.pop(code, None)
        else:
            _note(code, seconds)


def _note(code: str, seconds: float) -> None:
    _slow[code] = _slow.get(code, 0) + 1
    log.warning("Strategy %s took %.1f s.", code, seconds)
    if _slow[code] >= SLOW_TIMES:
        _slow.pop(code)
        _rests_until[code] = monotonic() + REST_SECONDS
        log.error("Strategy %s is too slow and rests for %d s.", code, REST_SECONDS)
