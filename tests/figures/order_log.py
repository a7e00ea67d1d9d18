"""Generates a large order log: Zipf popularity, a long tail of order sizes, planted pairs.

Run alone: ``python -m tests.figures.order_log OUT.parquet --lines 10000000``.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

NEWEST_SECOND = 1_767_225_600  # 2026-01-01 00:00 UTC
YEAR_OF_SECONDS = 365 * 86_400
SCHEMA = pa.schema(
    [
        ("order_id", pa.int64()),
        ("product_id", pa.int64()),
        ("ordered_at", pa.timestamp("us", tz="UTC")),
        ("customer_id", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Shape:
    """What the log looks like. ``lines`` is met to within one order."""

    lines: int = 10_000_000
    products: int = 20_000
    mean_order: float = 6.0
    largest_order: int = 600
    planted_pairs: int = 200
    planted_chance: float = 0.4
    guest_share: float = 0.1
    seed: int = 7


def planted(shape: Shape) -> list[tuple[int, int]]:
    """The product ids of the planted pairs: buying the first often brings the second with it."""
    first = 100 + 7 * np.arange(shape.planted_pairs)
    partner = shape.products // 2 + 11 * np.arange(shape.planted_pairs)
    return [(int(a) + 1, int(b) + 1) for a, b in zip(first, partner, strict=True)]


def order_sizes(shape: Shape, rng: np.random.Generator) -> np.ndarray:
    """Log-normal sizes with the mean asked for, from 1 line to the largest order."""
    orders = int(shape.lines / shape.mean_order * 1.05) + 10
    sizes = rng.lognormal(np.log(shape.mean_order) - 0.5, 1.0, orders)
    sizes = np.clip(np.rint(sizes), 1, shape.largest_order).astype(np.int64)
    if orders > 100:
        sizes[rng.integers(0, orders // 2)] = shape.largest_order
    return sizes[: int(np.searchsorted(np.cumsum(sizes), shape.lines)) + 1]


def write_log(path: Path, shape: Shape | None = None, block: int = 200_000) -> int:
    """Writes the log to ``path`` and returns its number of lines."""
    shape = shape or Shape()
    rng = np.random.default_rng(shape.seed)
    sizes = order_sizes(shape, rng)
    orders = len(sizes)
    seconds = np.sort(rng.integers(0, YEAR_OF_SECONDS, orders)) + NEWEST_SECOND - YEAR_OF_SECONDS
    buyers = rng.integers(1, max(orders // 4, 2), orders)
    guests = rng.random(orders) < shape.guest_share
    popularity = np.cumsum(1.0 / np.arange(1, shape.products + 1))
    partner_of = np.zeros(shape.products + 1, dtype=np.int64)
    for product, partner in planted(shape):
        partner_of[product] = partner
    lines = 0
    with pq.ParquetWriter(path, SCHEMA, compression="snappy") as writer:
        for start in range(0, orders, block):
            part = slice(start, min(start + block, orders))
            order = np.repeat(np.arange(part.start, part.stop), sizes[part])
            drawn = rng.random(len(order)) * popularity[-1]
            product = np.searchsorted(popularity, drawn) + 1
            same = np.zeros(len(order), dtype=bool)
            same[1:] = order[1:] == order[:-1]
            brought = np.zeros(len(order), dtype=np.int64)
            brought[1:] = partner_of[product[:-1]]
            takes = same & (brought > 0) & (rng.random(len(order)) < shape.planted_chance)
            product[takes] = brought[takes]
            columns = [
                pa.array(order + 1),
                pa.array(product),
                pa.array(seconds[order] * 1_000_000).cast(SCHEMA.field(2).type),
                pa.array(buyers[order], mask=guests[order]),
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=SCHEMA))
            lines += len(order)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--lines", type=int, default=Shape.lines)
    parser.add_argument("--products", type=int, default=Shape.products)
    asked = parser.parse_args()
    print(write_log(asked.path, Shape(lines=asked.lines, products=asked.products)))


if __name__ == "__main__":
    main()
