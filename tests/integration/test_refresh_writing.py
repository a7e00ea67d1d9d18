"""Rows in bulk in small transactions, and where the lock lies."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from filelock import FileLock

from crosssell.core.copurchase import Learned, Partners
from crosssell.models import Bestseller, Pair, Run, lock, writing
from crosssell.models.lock import RefreshRunning, refresh_lock
from crosssell.refresh import refresh


def learned(products: int, partners: int) -> Learned:
    """As many pairs as products times partners, for each place."""
    product, rank = np.divmod(np.arange(products * partners, dtype=np.int32), np.int32(partners))
    rank = (rank + 1).astype(np.int32)
    score = 1.0 / rank
    ones = np.ones(len(product), dtype=np.int32)
    places = tuple(
        Partners(place, product, (product + rank) % products, rank, score, ones)
        for place in ("page", "basket")
    )
    return Learned(places, np.full(products, 9, dtype=np.int32), products * partners)


@pytest.mark.django_db
def test_pairs_are_written_in_small_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "ROWS_A_TRANSACTION", 10)
    monkeypatch.setattr(writing, "ROWS_A_COPY", 25)
    told: list[float] = []
    ids = np.arange(100, 120) * 1_000_000_000_000
    assert writing.write_pairs(7, learned(20, 3), ids, told.append) == 120
    assert told == [25 / 120, 50 / 120, 60 / 120, 85 / 120, 110 / 120, 1.0]
    first = Pair.objects.get(run_id=7, place="basket", product_id=ids[0], rank=2)
    assert (first.partner_id, first.score, first.partner_orders) == (ids[2], 0.5, 9)
    with CaptureQueriesContext(connection) as asked:
        writing.delete_runs_rows([7])
    deletes = [q["sql"] for q in asked if q["sql"].startswith('DELETE FROM "crosssell_pair"')]
    # Sixty rows in two places: bounds after 12, 24, 36, 48 and 60 rows, then one sweep.
    assert len(deletes) == 2 * 6 + (len(Pair.Place.values) - 2)
    assert not Pair.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 4, 8, 11])
def test_rows_of_one_statement_and_the_rest(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(writing, "ROWS_A_STATEMENT", 4)
    monkeypatch.setattr(writing, "ROWS_A_TRANSACTION", 6)
    ids, orders = np.arange(count) + 10, np.arange(count) + 100
    writing.write_bestsellers(1, 7, ids, orders, orders * 2)
    found = Bestseller.objects.order_by("rank").values_list("rank", "product_id", "orders", "units")
    assert list(found) == [(n + 1, n + 10, n + 100, 2 * n + 200) for n in range(count)]


@pytest.mark.django_db
def test_no_rows() -> None:
    empty = np.zeros(0, dtype=np.int64)
    writing.write_bestsellers(1, 7, empty, empty, empty)
    assert not Bestseller.objects.exists()


@pytest.mark.sqlite
@pytest.mark.django_db
def test_the_file_lock_of_another_process() -> None:
    with FileLock(lock.lock_path()), pytest.raises(RefreshRunning):
        refresh()
    assert not Run.objects.exists()
    with refresh_lock():
        pass


@pytest.mark.parametrize(
    ("vendor", "name", "in_memory", "path"),
    [
        ("sqlite", "/srv/shop/db.sqlite3", False, "/srv/shop/db.sqlite3.refresh.lock"),
        ("sqlite", ":memory:", True, f"crosssell-{os.getpid()}-"),
        ("mysql", "shop", False, f"crosssell-{os.getuid()}-"),
    ],
    # The path differs from process to process, and the workers of a run must agree on the name.
    ids=["file", "memory", "server"],
)
def test_where_the_lock_lies(
    monkeypatch: pytest.MonkeyPatch, vendor: str, name: str, in_memory: bool, path: str
) -> None:
    class Fake:
        settings_dict: dict[str, Any] = {"NAME": name, "HOST": ""}

        def is_in_memory_db(self) -> bool:
            return in_memory

    Fake.vendor = vendor
    monkeypatch.setattr(lock, "connection", Fake())
    found = lock.lock_path()
    assert isinstance(found, Path)
    assert path in str(found)
