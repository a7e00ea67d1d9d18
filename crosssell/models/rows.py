"""Rows of a query by the shortest way there is; Django's own where anybody watches.

Django writes the values into the text of a statement for PostgreSQL, so that the server reads and
plans each one anew, and its rows come back as text. Here values travel beside the statement, rows
in binary, and a connection that may prepare statements (``prepare_threshold`` in the ``OPTIONS``
of ``DATABASES``) plans each statement once.
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections

Row = tuple[Any, ...]

# By Django's connection, which belongs to one thread: making a cursor costs as much as the server
# takes to find the rows.
_cursors: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


def rows(sql: str, values: Sequence[Any], *, kept: bool = True) -> list[Row]:
    """All rows of a statement with a ``%s`` for each value; one query. Errors are Django's.

    ``kept`` False has it planned anew each time: where a plan made for a few rows would be a
    disaster for many.
    """
    here = connections[DEFAULT_DB_ALIAS]
    if here.vendor == "postgresql" and not _watched(here) and _psycopg():
        return _straight(here, sql, values, None if kept else False)
    with here.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _watched(here: Any) -> bool:
    """Whether queries are recorded, counted or wrapped: they must all pass by Django then."""
    return bool(here.queries_logged or here.execute_wrappers)


@cache
def _psycopg() -> bool:
    """Whether Django speaks to PostgreSQL through psycopg 3, which it prefers to psycopg2."""
    return find_spec("psycopg") is not None


def _straight(here: Any, sql: str, values: Sequence[Any], prepare: bool | None) -> list[Row]:
    # What Django's cursor() and execute() see to before anything is sent.
    here.validate_thread_sharing()
    here.close_if_health_check_failed()
    here.ensure_connection()
    here.validate_no_broken_transaction()
    cursor = _cursors.get(here)
    if cursor is None or cursor.connection is not here.connection:
        cursor = _cursors[here] = _new_cursor(here.connection)
    with here.wrap_database_errors:
        found: list[Row] = cursor.execute(sql, values, binary=True, prepare=prepare).fetchall()
    return found


def _new_cursor(connection: Any) -> Any:
    """A cursor that sends every number as 64 bits.

    Left alone, psycopg takes the fewest bytes that hold it, and a statement is planned again for
    every mixture of types.
    """
    from psycopg import Cursor
    from psycopg.types.numeric import Int8BinaryDumper

    cursor = Cursor(connection)
    cursor.adapters.register_dumper(int, Int8BinaryDumper)
    return cursor
