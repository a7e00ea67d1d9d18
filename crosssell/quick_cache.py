"""Django's cache for what may as well be missing: it never raises, and is left alone when down."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any

from django.core.cache import cache, caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache

log = logging.getLogger(__name__)

# A silent server costs a page one time-out; the pages of the next seconds do not ask it again.
PAUSE_SECONDS = 5.0
_paused_until = 0.0


def get(keys: Iterable[str]) -> dict[str, Any]:
    """What the cache holds of these keys; nothing while it is down."""
    if monotonic() < _paused_until:
        return {}
    try:
        return cache.get_many(list(keys))
    except Exception:
        _pause()
        return {}


def put(values: Mapping[str, Any], timeout: float | None) -> bool:
    """Keep the values for ``timeout`` seconds (None: for good). Whether the cache took them."""
    if monotonic() < _paused_until:
        return False
    try:
        return not cache.set_many(dict(values), timeout)
    except Exception:
        _pause()
        return False


def is_shared() -> bool:
    """Whether other processes see what this one puts."""
    return not isinstance(caches["default"], (LocMemCache, DummyCache))


def _pause() -> None:
    global _paused_until
    _paused_until = monotonic() + PAUSE_SECONDS
    log.warning("The cache does not answer; left alone for %s s.", PAUSE_SECONDS, exc_info=True)
