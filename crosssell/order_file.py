"""Order logs from Parquet files, and learned pairs back into them. Needs no database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crosssell.core import lines_kernel as kernel
from crosssell.core.arrow_columns import arrow, missing, plain, repeated, whole_numbers
from crosssell.core.copurchase import Learned
from crosssell.core.numbering import IdNumbers
from crosssell.core.orders import NEVER, NOBODY, OrderLog, order_log

LINES_AT_ONCE = 1 << 18
NEEDED = ("order_id", "product_id", "ordered_at")
MICROSECONDS = pa.timestamp("us")


class OrderFileError(ValueError):
    """The file cannot be read as an order log; the message says what to mend."""


@dataclass(frozen=True)
class OrderFile:
    """What a file held: its orders, the product ids in the sequence of their numbers, counts.

    ``dropped`` lines lacked an order, a product or a date.
    """

    log: OrderLog
    product_ids: pa.Array
    lines: int
    dropped: int


class Numbers:
    """Numbers ids as they come, a batch at a time: provisionally, and once for all at the end."""

    def __init__(self) -> None:
        self.ids: list[pa.Array] = []
        self.given = 0

    def add(self, column: pa.Array) -> Any:
        """The provisional numbers of a batch of ids; a missing id is -1."""
        if pa.types.is_floating(column.type):
            column = pc.if_else(pc.is_nan(column), None, column)
        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        codes = encoded.indices.cast(pa.int32(), safe=False)
        numbers = plain(codes, np.int32) + np.int32(self.given)
        numbers[missing(codes)] = NOBODY
        ids = encoded.dictionary
        self.ids.append(ids.cast(pa.large_string()) if pa.types.is_string(ids.type) else ids)
        self.given += len(ids)
        return numbers

    def finish(self, rising: bool = False) -> tuple[Any, pa.Array]:
        """The final number of each provisional one, and the ids they stand for.

        ``rising`` numbers the ids in their own sequence, not as they came.
        """
        if not self.ids:
            return np.zeros(0, dtype=np.int32), pa.array([], pa.int64())
        encoded = pa.chunked_array(self.ids).combine_chunks().dictionary_encode()
        self.ids = []
        names, ids = plain(encoded.indices, np.int32), encoded.dictionary
        if rising:
            sequence = pc.sort_indices(ids)
            place = np.empty(len(ids), dtype=np.int32)
            place[plain(sequence, np.uint64)] = np.arange(len(ids), dtype=np.int32)
            names, ids = place[names], ids.take(sequence)
        return names, ids


class IntNumbers:
    """Numbers whole-number ids as they come; the numbers are final."""

    def __init__(self) -> None:
        self.numbers = IdNumbers()

    @property
    def given(self) -> int:
        """How many numbers are given so far."""
        return self.numbers.given

    def add(self, column: pa.Array) -> Any:
        """The numbers of a batch of ids; a missing id is -1."""
        numbers = self.numbers.add(whole_numbers(column))
        numbers[missing(column)] = NOBODY
        return numbers

    def finish(self, rising: bool = False) -> tuple[Any, pa.Array]:
        """The final number of each number given, and the ids they stand for."""
        ids = self.numbers.ids()
        names = np.arange(len(ids), dtype=np.int32)
        if rising:
            sequence = np.argsort(ids)
            names[sequence] = np.arange(len(ids), dtype=np.int32)
            ids = ids[sequence]
        return names, arrow(ids)


class Lines:
    """Gathers batches of lines in little memory: two numbers a line, the rest for each order."""

    def __init__(self, lines: int, schema: pa.Schema) -> None:
        self.orders, self.products, self.customers = (
            IntNumbers() if is_int(schema, name) else Numbers()
            for name in ("order_id", "product_id", "customer_id")
        )
        self.order = np.empty(lines, dtype=np.int32)
        self.product = np.empty(lines, dtype=np.int32)
        self.ordered_at = np.empty(0, dtype=np.int64)
        self.customer = np.empty(0, dtype=np.int32)
        self.read = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Adds a batch of lines that all have an order, a product and a date."""
        order, product, at = (batch.column(name) for name in NEEDED)
        first, self.read = self.read, self.read + len(order)
        codes = self.orders.add(order)
        self.order[first : self.read] = codes
        self.product[first : self.read] = self.products.add(product)
        buyers = np.full(len(order), NOBODY, dtype=np.int32)
        if "customer_id" in batch.schema.names:
            buyers = self.customers.add(batch.column("customer_id"))
        if self.orders.given > len(self.ordered_at):
            more = max(self.orders.given, len(self.ordered_at) * 5 // 4) - len(self.ordered_at)
            self.ordered_at = np.append(self.ordered_at, np.full(more, NEVER, dtype=np.int64))
            self.customer = np.append(self.customer, np.full(more, NOBODY, dtype=np.int32))
        moments = whole_numbers(at.cast(MICROSECONDS, safe=False))
        kernel.newest_and_buyer(codes, moments, buyers, self.ordered_at, self.customer)

    def finish(self) -> tuple[OrderLog, pa.Array]:
        """The orders of all lines, and the product ids in the sequence of their numbers."""
        order, product = self.order[: self.read], self.product[: self.read]
        names, ids = self.orders.finish()
        kernel.rename(order, names)
        people, _ = self.customers.finish()
        ordered_at = np.full(len(ids), NEVER, dtype=np.int64)
        customer = np.full(len(ids), NOBODY, dtype=np.int32)
        buyers = self.customer[: len(names)]
        if len(people):
            buyers = np.where(buyers < 0, NOBODY, people[buyers]).astype(np.int32)
        # The tables of ids are large and done with.
        del self.orders, self.customers
        moments = self.ordered_at[: len(names)]
        moments.flags.writeable = False
        kernel.newest_and_buyer(names, moments, buyers, ordered_at, customer)
        self.ordered_at, self.customer = moments[:0], buyers[:0]
        names, product_ids = self.products.finish(rising=True)
        kernel.rename(product, names)
        return order_log(order, product, ordered_at, customer, len(product_ids)), product_ids


def read_orders(path: Path) -> OrderFile:
    """Reads order_id, product_id, ordered_at and, where there is one, customer_id.

    Dates with a time zone are turned into UTC, those without are taken as UTC. Raises
    OrderFileError, which names the column and the mend.
    """
    try:
        file = pq.ParquetFile(path)
    except FileNotFoundError as error:
        raise OrderFileError(f"{path} does not exist.") from error
    except (OSError, pa.ArrowInvalid) as error:
        raise OrderFileError(f"{path} is not a readable Parquet file: {error}") from error
    with file:
        schema = file.schema_arrow
        check_columns(path, schema)
        total = file.metadata.num_rows
        lines = Lines(total, schema)
        gather(file, lines)
    # What Arrow read is gone by now; its memory goes back before the orders are put together.
    pa.default_memory_pool().release_unused()
    log, product_ids = lines.finish()
    product_type = schema.field("product_id").type
    if pa.types.is_dictionary(product_type):
        product_type = product_type.value_type
    return OrderFile(log, product_ids.cast(product_type), lines.read, total - lines.read)


def gather(file: pq.ParquetFile, lines: Lines) -> None:
    """Reads batch after batch while the one before is being numbered."""
    names = file.schema_arrow.names
    columns = [*NEEDED, *(["customer_id"] if "customer_id" in names else [])]
    with ThreadPoolExecutor(1) as counter:
        counted = counter.submit(lambda: None)
        for batch in file.iter_batches(LINES_AT_ONCE, columns=columns):
            counted.result()
            counted = counter.submit(lines.add, drop_missing(batch))
        counted.result()


def is_int(schema: pa.Schema, name: str) -> bool:
    """Whether the column holds whole numbers that fit into 64 bits with a sign."""
    if name not in schema.names:
        return False
    kind = schema.field(name).type
    return pa.types.is_integer(kind) and not pa.types.is_uint64(kind)


def check_columns(path: Path, schema: pa.Schema) -> None:
    """Raises OrderFileError where a column is missing or ordered_at holds no dates."""
    for name in NEEDED:
        if name not in schema.names:
            found = ", ".join(schema.names) or "none"
            raise OrderFileError(
                f"{path} has no column {name}. Needed: {', '.join(NEEDED)} "
                f"(customer_id is optional); found: {found}."
            )
    kind = schema.field("ordered_at").type
    if not (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        raise OrderFileError(
            f"ordered_at in {path} is {kind}; save it as a timestamp "
            "(pandas: orders.ordered_at = pd.to_datetime(orders.ordered_at))."
        )


def drop_missing(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The lines that have an order, a product and a date."""
    keep = None
    for name in NEEDED:
        column = batch.column(name)
        if column.null_count:
            valid = column.is_valid()
            keep = valid if keep is None else pc.and_(keep, valid)
    return batch if keep is None else batch.filter(keep)


def write_pairs(path: Path, learned: Learned, product_ids: pa.Array) -> int:
    """Writes the learned pairs, page before basket; returns how many rows.

    The file appears whole or not at all. ``product_ids`` are in the sequence of their numbers.
    """
    kinds = {"place": pa.string(), "product_id": product_ids.type, "partner_id": product_ids.type}
    counts = ("orders_together", "product_orders", "partner_orders")
    schema = pa.schema(
        {**kinds, "rank": pa.int32(), "score": pa.float64(), **dict.fromkeys(counts, pa.int32())}
    )
    unfinished = path.with_name(f".{path.name}.unfinished")
    rows = 0
    try:
        with pq.ParquetWriter(unfinished, schema) as writer:
            for partners in learned.places:
                for first in range(0, len(partners.rank), LINES_AT_ONCE):
                    part = slice(first, first + LINES_AT_ONCE)
                    product, partner = partners.product[part], partners.partner[part]
                    numbers = (
                        partners.rank[part],
                        partners.score[part],
                        partners.orders_together[part],
                        learned.product_orders[product],
                        learned.product_orders[partner],
                    )
                    columns = [
                        repeated(partners.place, len(product)),
                        product_ids.take(arrow(product)),
                        product_ids.take(arrow(partner)),
                        *map(arrow, numbers),
                    ]
                    writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
                    rows += len(product)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise OrderFileError(f"{path} cannot be written: {error}") from error
    return rows
