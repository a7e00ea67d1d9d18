"""One refresh at a time: a lock that its holder's death releases, however it dies."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from django.db import connection

LOCK_KEY = crc32(b"crosssell refresh")


class RefreshRunning(RuntimeError):
    """Another refresh holds the lock."""

    def __init__(self) -> None:
        super().__init__("Another refresh is running; this one changed nothing.")


@contextmanager
def refresh_lock() -> Iterator[None]:
    """Holds the lock for the block. Raises RefreshRunning at once where it is taken.

    PostgreSQL keeps it for as long as this connection lives. Elsewhere the operating system keeps
    it on a file for as long as this process lives, so all refreshes must run on one machine.
    """
    if connection.vendor == "postgresql":
        with _advisory_lock():
            yield
    else:
        with _file_lock():
            yield


@contextmanager
def _advisory_lock() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
        if not cursor.fetchone()[0]:
            raise RefreshRunning
    try:
        yield
    finally:
        if connection.connection and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_KEY])


@contextmanager
def _file_lock() -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(lock_path(), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise RefreshRunning from error
    try:
        yield
    finally:
        lock.release()


def lock_path() -> Path:
    """Beside a database file; else in the temporary folder, named for the database."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        return Path(f"{name}.refresh.lock")
    # A database in memory belongs to one process.
    whose = os.getpid() if connection.vendor == "sqlite" else os.getuid()
    host = connection.settings_dict["HOST"]
    return Path(tempfile.gettempdir(), f"crosssell-{whose}-{crc32(f'{host}/{name}'.encode())}.lock")
