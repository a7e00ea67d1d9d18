"""The generated log is what the figures say of it."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from crosssell.core.copurchase import Options, learn
from crosssell.order_file import read_orders
from tests.figures.order_log import Shape, order_sizes, planted, write_log

SMALL = Shape(lines=60_000, products=2_000, planted_pairs=20)


def test_sizes_of_orders() -> None:
    sizes = order_sizes(Shape(lines=600_000), np.random.default_rng(7))
    assert abs(sizes.mean() - 6) < 0.2
    assert (sizes.min(), sizes.max()) == (1, 600)
    assert 600_000 <= sizes.sum() < 600_600


def test_the_same_seed_writes_the_same_log(tmp_path: Path) -> None:
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    lines = write_log(one, SMALL)
    assert write_log(other, SMALL) == lines
    assert pq.read_table(one).equals(pq.read_table(other))
    read = pq.read_table(one)
    assert read.num_rows == lines
    assert read["customer_id"].null_count > 0


def test_popularity_follows_zipf(tmp_path: Path) -> None:
    write_log(tmp_path / "log.parquet", SMALL)
    products = pq.read_table(tmp_path / "log.parquet", columns=["product_id"])["product_id"]
    counts = np.bincount(products.to_numpy())
    assert counts.argmax() == 1
    assert 1.7 < counts[1] / counts[2] < 2.3


def test_planted_pairs_are_found(tmp_path: Path) -> None:
    write_log(tmp_path / "log.parquet", SMALL)
    file = read_orders(tmp_path / "log.parquet")
    page = learn(file.log, Options()).places[0]
    ids = file.product_ids.to_numpy()
    lead = page.rank == 1
    found = set(zip(ids[page.product[lead]], ids[page.partner[lead]], strict=True))
    # In so small a log the shop's favourites beat a planted product twice.
    assert sum(pair[::-1] in found for pair in planted(SMALL)) == 18
