"""The evaluation as a command: from a file, from the shop, as a table, as JSON."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from tests.shopdata import MIDDAY, make_order, make_product

MEASURES = {
    "hr_1", "hr_5", "hr_10", "mrr_10", "ndcg_10", "coverage_10",
    "hr_10_outside_bestsellers", "standard_error",
}  # fmt: skip


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Forty orders of the same two products, without customers."""
    path = tmp_path / "orders.parquet"
    days = [datetime(2026, 1, 1) + timedelta(days=n // 2) for n in range(80)]
    columns: dict[str, Any] = {
        "order_id": [n // 2 for n in range(80)],
        "product_id": ["tea", "cup"] * 40,
        "ordered_at": days,
    }
    pq.write_table(pa.table(columns), path)
    return path


def test_json(orders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("crosssell_evaluate", "--orders", orders, "--json")
    said = json.loads(capsys.readouterr().out)
    sizes = {key: value for key, value in said.items() if isinstance(value, int)}
    assert sizes == {
        "train_orders": 36, "test_orders": 4, "basket_questions": 8, "page_questions": 8,
        "products": 2,
    }  # fmt: skip
    for place in ("page", "basket"):
        assert list(said[place]) == ["bestsellers", "raw_counts", "ours", "ours_as_stored"]
        assert set(said[place]["ours"]) == MEASURES
        assert said[place]["ours"]["hr_10"] == 1.0


def test_table(orders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("crosssell_evaluate", "--orders", orders)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "Learned from 36 orders of 2 products; 8 questions about the baskets and 8 about the pages "
        "of 4 later orders."
    )
    heads = [line.split()[0] for line in lines[1:] if line]
    assert heads == ["basket", "bestsellers", "raw", "ours", "ours"] + [
        "page", "bestsellers", "raw", "ours", "ours",
    ]  # fmt: skip
    assert len({len(line) for line in lines[1:] if line}) == 1
    assert lines[5].split()[1:4] == ["1.0000", "1.0000", "1.0000"]


@pytest.mark.django_db
def test_the_shops_own_orders(capsys: pytest.CaptureFixture[str]) -> None:
    tea, cup = make_product("Tea"), make_product("Cup")
    for day in range(20):
        make_order(tea, cup, at=MIDDAY - timedelta(days=day))
    call_command("crosssell_evaluate", "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["train_orders"], said["test_orders"]) == (18, 2)


@pytest.mark.django_db
def test_nothing_to_test(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^Too few orders \(0\): the test needs"):
        call_command("crosssell_evaluate")
    with pytest.raises(CommandError, match="does not exist"):
        call_command("crosssell_evaluate", "--orders", tmp_path / "none.parquet")
