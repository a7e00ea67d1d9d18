"""Reads large queries as columns, tens of thousands of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import QuerySet

ROWS_AT_ONCE = 50_000
MICROSECOND = timedelta(microseconds=1)
# What Django hands to psycopg beside the address.
NOT_OF_THE_ADDRESS = ("context", "cursor_factory", "prepare_threshold")


def columns(queryset: QuerySet[Any], names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The named columns of a query as numpy arrays, a batch at a time.

    Whole numbers come as 64 bits, moments as microseconds UTC, texts as texts; none may be null.
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
            yield tuple(map(_from_arrow, batch.columns))


def _from_arrow(column: Any) -> Any:
    import numpy as np
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us"), safe=False)
    elif not pa.types.is_integer(column.type):
        return np.array(column.to_pylist(), dtype=str)
    return column.cast(pa.int64(), safe=False).to_numpy()


def _fetch(rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    found = rows.iterator(chunk_size=ROWS_AT_ONCE)
    while batch := list(islice(found, ROWS_AT_ONCE)):
        yield tuple(map(_from_values, zip(*batch, strict=True)))


def _from_values(column: Sequence[Any]) -> Any:
    import numpy as np

    if isinstance(column[0], datetime):
        # Without a time zone (USE_TZ = False) only the distances count.
        epoch = datetime(1970, 1, 1, tzinfo=column[0].tzinfo and UTC)
        return np.array([(at - epoch) // MICROSECOND for at in column], dtype=np.int64)
    return np.array(column, dtype=str if isinstance(column[0], str) else np.int64)
