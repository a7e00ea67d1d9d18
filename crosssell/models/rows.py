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

from django.db import connection

Row = tuple[Any, ...]


def rows(sql: str, values: Sequence[int]) -> list[Row]:
    """All rows of a statement with a ``%s`` for each value; one query. Errors are Django's."""
    if connection.vendor == "postgresql" and not _watched() and _psycopg():
        return _straight(sql, values)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _watched() -> bool:
    """Whether queries are recorded, counted or wrapped: they must all pass by Django then."""
    return bool(connection.queries_logged or connection.execute_wrappers)


@cache
def _psycopg() -> bool:
    """Whether Django speaks to PostgreSQL through psycopg 3, which it prefers to psycopg2."""
    return find_spec("psycopg") is not None


def _straight(sql: str, values: Sequence[int]) -> list[Row]:
    from psycopg import Cursor
    from psycopg.types.numeric import Int8

    # What Django's cursor() and execute() see to before anything is sent.
    connection.validate_thread_sharing()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        # Left alone, psycopg sends a number in the fewest bytes that hold it, and a statement is
        # planned again for every mixture of types.
        return cursor.execute(sql, list(map(Int8, values)), binary=True).fetchall()
