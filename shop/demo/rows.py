"""Writes many plain rows at once: COPY on PostgreSQL, one prepared statement elsewhere."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max
from tqdm import tqdm

_CHUNK = 20_000


def next_id(model: type[models.Model]) -> int:
    """The first free integer key of a table, for a caller that numbers its rows itself."""
    last = model._default_manager.aggregate(last=Max("pk"))["last"]
    return int(last or 0) + 1


def insert(model: type[models.Model], columns: dict[str, Sequence[Any]], what: str) -> int:
    """Inserts rows given column by column (database column names, values as the database takes
    them, equal lengths) and shows progress under `what`; returns how many. Sends no signals.
    """
    total = len(next(iter(columns.values())))
    rows = zip(*columns.values(), strict=True)
    with tqdm(
        total=total, desc=what, unit="row", unit_scale=True, leave=False, disable=None
    ) as bar:
        while chunk := list(islice(rows, _CHUNK)):
            _insert(model, list(columns), chunk)
            bar.update(len(chunk))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
    return total


def _insert(model: type[models.Model], names: list[str], rows: list[tuple[Any, ...]]) -> None:
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, names))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(names))
        # Table and column names come from the models, values are bound.
        cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608


def chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The items in slices of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
