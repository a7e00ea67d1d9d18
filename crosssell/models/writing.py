"""Writes and deletes the rows of a run in bulk, never through model instances."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from importlib.util import find_spec
from itertools import chain
from typing import Any

from django.db import connection, transaction

from crosssell.models.copurchase import Bestseller, Pair

PAIR_COLUMNS = (
    "run_id", "place", "product_id", "rank", "partner_id",
    "score", "orders_together", "product_orders", "partner_orders",
)  # fmt: skip
BESTSELLER_COLUMNS = ("run_id", "window", "rank", "product_id", "orders", "units")
# SQLite has one writer: a shop's order waits for a chunk at most, never for the whole run.
ROWS_A_TRANSACTION = 5_000
# Nine columns of a hundred rows are fewer values than the oldest SQLite takes; rows sent one by
# one take half as long again.
ROWS_A_STATEMENT = 100
ROWS_A_COPY = 100_000
POSTGRES_TYPES = {
    "run_id": ">i8", "place": "", "product_id": ">i8", "rank": ">i2", "partner_id": ">i8",
    "score": ">f8", "orders_together": ">i4", "product_orders": ">i4", "partner_orders": ">i4",
    "window": ">i2", "orders": ">i4", "units": ">i4",
}  # fmt: skip
COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_END = b"\xff\xff"

Columns = dict[str, Any]


def write_pairs(
    run_id: int,
    learned: Any,
    product_ids: Any,
    progress: Callable[[float], None] | None = None,
) -> int:
    """Writes a core.copurchase.Learned as pairs of a run; returns how many rows.

    ``product_ids`` are the ids of the product numbers; ``progress`` is told the share written.
    """
    total = sum(len(partners.rank) for partners in learned.places) or 1
    counts = learned.product_orders
    written = 0
    for partners in learned.places:
        for first in range(0, len(partners.rank), ROWS_A_COPY):
            part = slice(first, first + ROWS_A_COPY)
            product, partner = partners.product[part], partners.partner[part]
            columns = {
                "place": partners.place,
                "product_id": product_ids[product],
                "rank": partners.rank[part],
                "partner_id": product_ids[partner],
                "score": partners.score[part],
                "orders_together": partners.orders_together[part],
                "product_orders": counts[product],
                "partner_orders": counts[partner],
            }
            written += write_columns(run_id, columns)
            if progress:
                progress(written / total)
    return written


def write_columns(run_id: int, columns: Columns) -> int:
    """Writes pairs of a run, given all columns but the run's id; returns how many rows."""
    count = len(columns["rank"])
    write_rows(Pair._meta.db_table, PAIR_COLUMNS, {"run_id": run_id, **columns}, count)
    return count


def write_bestsellers(
    run_id: int, window: int, product_ids: Sequence[int], orders: Any, units: Any
) -> None:
    """Writes the bestsellers of one window of days, best first."""
    import numpy as np

    rows = {
        "run_id": run_id,
        "window": window,
        "rank": np.arange(1, len(product_ids) + 1),
        "product_id": product_ids,
        "orders": orders,
        "units": units,
    }
    write_rows(Bestseller._meta.db_table, BESTSELLER_COLUMNS, rows, len(product_ids))


def tell_planner() -> None:
    """Lets PostgreSQL count what was written: a run is new to it, and a plan made blind is slow."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Pair, Bestseller):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def write_rows(table: str, names: Sequence[str], rows: Columns, count: int) -> None:
    """Writes ``count`` rows; a column is an array or, where all rows agree, one value."""
    if not count:
        return
    if connection.vendor == "postgresql" and find_spec("psycopg"):
        _copy(table, names, rows, count)
    else:
        _insert(table, names, rows, count)


def _copy(table: str, names: Sequence[str], rows: Columns, count: int) -> None:
    """Sends the rows in PostgreSQL's binary format: each field after its length in bytes."""
    import numpy as np

    layout: list[tuple[str, str]] = [("columns", ">i2")]
    for name in names:
        kind = POSTGRES_TYPES[name] or f"S{len(rows[name])}"
        layout += [(f"{name} bytes", ">i4"), (name, kind)]
    packed = np.empty(count, dtype=layout)
    packed["columns"] = len(names)
    for name in names:
        packed[f"{name} bytes"] = packed.dtype[name].itemsize
        packed[name] = rows[name]
    listed = ", ".join(map(connection.ops.quote_name, names))
    sql = f"COPY {connection.ops.quote_name(table)} ({listed}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        copy.write(COPY_HEADER)
        copy.write(packed.tobytes())
        copy.write(COPY_END)


def _insert(table: str, names: Sequence[str], rows: Columns, count: int) -> None:
    quote = connection.ops.quote_name
    listed = ", ".join(map(quote, names))
    marks = f"({', '.join(['%s'] * len(names))})"
    sql = f"INSERT INTO {quote(table)} ({listed}) VALUES "  # noqa: S608 our own names
    for first in range(0, count, ROWS_A_TRANSACTION):
        last = min(first + ROWS_A_TRANSACTION, count)
        found = list(_tuples(names, rows, first, last))
        whole = len(found) - len(found) % ROWS_A_STATEMENT
        with transaction.atomic(), connection.cursor() as cursor:
            for part, size in ((found[:whole], ROWS_A_STATEMENT), (found[whole:], 1)):
                statement = sql + ", ".join([marks] * size)
                cursor.executemany(statement, list(_together(part, size)))


def _together(rows: Sequence[tuple[Any, ...]], size: int) -> Iterator[list[Any]]:
    """The values of ``size`` rows at a time, one after the other."""
    for first in range(0, len(rows), size):
        yield list(chain.from_iterable(rows[first : first + size]))


def _tuples(names: Sequence[str], rows: Columns, first: int, last: int) -> Iterator[Any]:
    columns = [
        rows[name][first:last].tolist()
        if hasattr(rows[name], "tolist")
        else [rows[name]] * (last - first)
        for name in names
    ]
    return zip(*columns, strict=True)


def delete_runs_rows(run_ids: Collection[int]) -> None:
    """Deletes the pairs and bestsellers of runs, some thousand rows at a time."""
    for run_id in run_ids:
        # A plain delete would first collect every row and name it by its whole key.
        sold = Bestseller.objects.filter(run_id=run_id)
        sold._raw_delete(sold.db)
        for place in Pair.Place.values:
            rows = Pair.objects.filter(run_id=run_id, place=place)
            while True:
                products = rows.order_by("product_id").values_list("product_id", flat=True)
                bound = list(products[ROWS_A_TRANSACTION : ROWS_A_TRANSACTION + 1])
                if not bound:
                    break
                # The first product alone may fill a chunk, so the bound's own rows go too.
                rows.filter(product_id__lte=bound[0])._raw_delete(rows.db)
            rows._raw_delete(rows.db)
