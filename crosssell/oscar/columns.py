"""Reads large queries as columns, tens of thousands of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import QuerySet

ROWS_AT_ONCE = 50_000
# What Django hands to psycopg beside the address.
NOT_OF_THE_ADDRESS = ("context", "cursor_factory", "prepare_threshold")


def columns(queryset: QuerySet[Any], names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The named columns of a query as Arrow arrays, a batch at a time.

    PostgreSQL streams them over a connection of its own, which does not see what an open
    transaction has changed; within one, and on other databases, Django's cursor reads them.
    """
    rows = queryset.values_list(*names)
    return _stream(rows) if can_stream() else _fetch(rows)


def can_stream() -> bool:
    """Whether rows can come by ADBC: PostgreSQL, the driver installed, no open transaction."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return False
    return all(find_spec(name) for name in ("adbc_driver_postgresql", "psycopg"))


def _stream(rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    import adbc_driver_postgresql.dbapi as adbc
    from psycopg.conninfo import make_conninfo

    connection.ensure_connection()
    parameters = connection.get_connection_params()
    address = {name: value for name, value in parameters.items() if name not in NOT_OF_THE_ADDRESS}
    sql = connection.ops.compose_sql(*rows.query.sql_with_params())
    with adbc.connect(make_conninfo(**address)) as reader, reader.cursor() as cursor:
        cursor.execute(sql)
        for batch in cursor.fetch_record_batch():
            yield tuple(batch.columns)


def _fetch(rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    import pyarrow as pa

    found = rows.iterator(chunk_size=ROWS_AT_ONCE)
    while batch := list(islice(found, ROWS_AT_ONCE)):
        yield tuple(pa.array(column) for column in zip(*batch, strict=True))
