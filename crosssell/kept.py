"""What is read from the tables once and kept in the process, under a version that all share.

Whoever changes a row calls ``changed``: the version in Django's cache is new, and every process
loads again before its next page. A process that shares no cache with the others (or has lost it)
asks the database for the version every CROSSSELL["PLACEMENT_STALE_SECONDS"].
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar
from uuid import uuid4

from django.db import Error, transaction

from crosssell import conf, quick_cache
from crosssell.models import MapVersion

log = logging.getLogger(__name__)

VERSION_KEY = "crosssell:placements"
# A page asks for the same thing often; its version need not be asked for as often.
CHECK_SECONDS = 0.1
# With a shared cache only a version that was lost on its way goes unnoticed, no longer than this.
SHARED_STALE_SECONDS = 60.0
THE_ROW = 1

T = TypeVar("T")


@dataclass
class _Held(Generic[T]):
    """``version`` is that of the cache, ``written`` that of the database when it was loaded."""

    value: T
    version: str
    written: str
    loaded_at: float
    checked_at: float


class Kept(Generic[T]):
    """The one value that ``load`` makes of the tables; no query while it is warm."""

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._held: _Held[T] | None = None
        _all.append(self)

    def current(self) -> T:
        """The value, loaded again where something has changed since."""
        now = monotonic()
        held = self._held
        if held is not None and now - held.checked_at < CHECK_SECONDS:
            return held.value
        version = _shared_version()
        if held is None or held.version != version:
            held = self._loaded(version)
        elif now - held.loaded_at > _stale_seconds(version):
            if held.written == _written_version():
                held.loaded_at = now
            else:
                held = self._loaded(version)
        held.checked_at = now
        self._held = held
        return held.value

    def forget(self) -> None:
        """Load anew before the next page of this process."""
        self._held = None

    def check(self) -> None:
        """Ask for the version before the next page, however shortly it was asked for."""
        if self._held is not None:
            self._held.checked_at = -CHECK_SECONDS

    def _loaded(self, version: str) -> _Held[T]:
        now = monotonic()
        # First: what is written from now on is another version.
        written = _written_version()
        return _Held(self._load(), version, written, loaded_at=now, checked_at=now)


_all: list[Kept] = []
# The version of the database and when it was asked for; all that is kept asks for it together.
_asked: list[tuple[str, float]] = []


def changed() -> None:
    """Tell every process that rows which decide what pages show or give have changed.

    Saving and deleting rows calls it; whoever writes past the models (``update()``, bulk) must.
    """
    _renew()
    # A process that loads between now and the commit still reads the old rows. Once is enough
    # for all the rows of a transaction.
    waiting = transaction.get_connection().run_on_commit
    if not any(function is publish for _, function, *_ in waiting):
        transaction.on_commit(publish, robust=True)


def forget() -> None:
    """Load everything anew before the next page of this process."""
    _asked.clear()
    for one in _all:
        one.forget()


def publish() -> None:
    """Give rows that are committed a new version, in the cache and in the database."""
    _renew()
    row = MapVersion(pk=THE_ROW, version=uuid4().hex)
    try:
        MapVersion.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["version"]
        )
    except Error:
        log.exception("The version of the placements was not written.")


def _renew() -> None:
    forget()
    quick_cache.put({VERSION_KEY: uuid4().hex}, timeout=None)


def _written_version() -> str:
    now = monotonic()
    for version, at in _asked:
        if 0 <= now - at < CHECK_SECONDS:
            return version
    found = MapVersion.objects.filter(pk=THE_ROW).values_list("version", flat=True).first()
    _asked[:] = [(found or "", now)]
    return found or ""


def _shared_version() -> str:
    """The shared version, made where nobody has made one; "" where the cache does not keep it."""
    version = quick_cache.get([VERSION_KEY]).get(VERSION_KEY)
    if version is None:
        quick_cache.put({VERSION_KEY: uuid4().hex}, timeout=None)
        # A forgiving cache takes everything and keeps nothing while its server is away.
        version = quick_cache.get([VERSION_KEY]).get(VERSION_KEY)
    return str(version or "")


def _stale_seconds(version: str) -> float:
    if version and quick_cache.is_shared():
        return SHARED_STALE_SECONDS
    return conf.settings().placement_stale_seconds
