"""From a Parquet file of orders to a Parquet file of pairs."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from crosssell import order_file
from crosssell.order_file import OrderFileError, read_orders

NOON = datetime(2026, 3, 1, 12)
COLUMNS = [
    "place", "product_id", "partner_id", "rank", "score",
    "orders_together", "product_orders", "partner_orders",
]  # fmt: skip


def save(path: Path, **columns: Any) -> Path:
    """A Parquet file of the columns."""
    pq.write_table(pa.table(columns), path)
    return path


def learned(tmp_path: Path, orders: Path, *options: str) -> pd.DataFrame:
    """What the command writes for a file."""
    out = tmp_path / "pairs.parquet"
    call_command("crosssell_refresh", "--orders", orders, "--pairs", out, *options, verbosity=0)
    return pq.read_table(out).to_pandas()


def test_whole_way(tmp_path: Path) -> None:
    orders = save(
        tmp_path / "orders.parquet",
        order_id=[1, 1, 2, 2, 2, 3],
        product_id=[10, 20, 10, 20, 30, 20],
        ordered_at=[NOON] * 6,
        customer_id=[1, 1, 2, 2, 2, 3],
    )
    pairs = learned(tmp_path, orders)
    assert list(pairs.columns) == COLUMNS
    assert pairs.place.unique().tolist() == ["page", "basket"]
    first = pairs.iloc[0]
    assert first[["product_id", "partner_id", "rank"]].tolist() == [10, 20, 1]
    assert first[["orders_together", "product_orders", "partner_orders"]].tolist() == [2, 2, 3]
    common = 1 + 2**-0.5
    assert first.score == pytest.approx(common / (2**0.5 * 3**0.1) * 2 / 4)
    assert len(pairs) == 12


def test_text_ids_come_out_as_they_went_in(tmp_path: Path) -> None:
    orders = save(
        tmp_path / "orders.parquet",
        order_id=["a", "b", "a", "b"],
        product_id=["Tee", "tee", "85123A", "85123A"],
        ordered_at=[NOON] * 4,
    )
    pairs = learned(tmp_path, orders)
    found = pairs[pairs.place == "page"][["product_id", "partner_id"]].values.tolist()
    assert found == [["85123A", "Tee"], ["85123A", "tee"], ["Tee", "85123A"], ["tee", "85123A"]]


@pytest.mark.parametrize("kind", [pa.int32(), pa.uint64(), pa.float64(), pa.string()])
def test_ids_keep_their_type(tmp_path: Path, kind: pa.DataType) -> None:
    ids = pa.array([1, 2, 1, 3]).cast(kind)
    orders = save(tmp_path / "o.parquet", order_id=ids, product_id=ids, ordered_at=[NOON] * 4)
    out = tmp_path / "pairs.parquet"
    call_command("crosssell_refresh", "--orders", orders, "--pairs", out, verbosity=0)
    assert pq.read_schema(out).field("partner_id").type == kind


def test_dictionary_ids(tmp_path: Path) -> None:
    ids = pa.array(["b", "a"]).dictionary_encode()
    orders = save(tmp_path / "o.parquet", order_id=[1, 1], product_id=ids, ordered_at=[NOON] * 2)
    assert learned(tmp_path, orders).partner_id.tolist() == ["b", "a", "b", "a"]


def test_dates_are_compared_in_utc(tmp_path: Path) -> None:
    plain = save(tmp_path / "a.parquet", order_id=[1], product_id=[1], ordered_at=[NOON])
    zone = timezone(timedelta(hours=-5))
    there = pa.array([NOON.replace(tzinfo=UTC).astimezone(zone)], pa.timestamp("ns", "-05:00"))
    zoned = save(tmp_path / "b.parquet", order_id=[1], product_id=[1], ordered_at=there)
    day = save(tmp_path / "c.parquet", order_id=[1], product_id=[1], ordered_at=[date(2026, 3, 1)])
    noon = int(NOON.replace(tzinfo=UTC).timestamp()) * 1_000_000
    half_a_day = 12 * 3_600 * 1_000_000
    moments = [read_orders(path).log.ordered_at.tolist() for path in (plain, zoned, day)]
    assert moments == [[noon], [noon], [noon - half_a_day]]


def test_an_order_takes_its_newest_date_and_its_customer(tmp_path: Path) -> None:
    orders = save(
        tmp_path / "o.parquet",
        order_id=[1, 2, 1],
        product_id=[1, 1, 2],
        ordered_at=[NOON, NOON, NOON + timedelta(days=1)],
        customer_id=[None, 5, 4],
    )
    log = read_orders(orders).log
    sizes = (log.starts[1:] - log.starts[:-1]).tolist()
    noon = int(NOON.replace(tzinfo=UTC).timestamp()) * 1_000_000
    # Orders are sorted by buyer: customer 5 came first in the file.
    assert (sizes, len(set(log.buyer.tolist()))) == ([1, 2], 2)
    assert log.ordered_at.tolist() == [noon, noon + 86_400_000_000]


@pytest.mark.parametrize("customers", [[1.0, float("nan"), 1.0], ["x", None, "x"], [None] * 3])
def test_customers_may_be_missing(tmp_path: Path, customers: list[Any]) -> None:
    orders = save(
        tmp_path / "o.parquet",
        order_id=[1, 2, 3],
        product_id=[1, 1, 1],
        ordered_at=[NOON] * 3,
        customer_id=customers,
    )
    buyers = read_orders(orders).log.buyer.tolist()
    assert len(set(buyers)) == (3 if customers[0] is None else 2)


def test_lines_that_lack_something_are_left_out_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orders = save(
        tmp_path / "o.parquet",
        order_id=[1, 1, None, 2, 2],
        product_id=[1, 2, 1, None, 2],
        ordered_at=[NOON, NOON, NOON, NOON, None],
    )
    found = read_orders(orders)
    assert (len(found.log), found.lines, found.dropped) == (1, 2, 3)
    call_command("crosssell_refresh", "--orders", orders, "--pairs", tmp_path / "p.parquet")
    said = capsys.readouterr()
    assert "1 orders, 2 lines, 2 products: 1 pairs, 4 rows" in said.out
    assert "3 lines without order, product or date were left out" in said.err


@pytest.mark.parametrize("text", [False, True], ids=["numbers", "texts"])
def test_orders_that_cross_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bool
) -> None:
    monkeypatch.setattr(order_file, "LINES_AT_ONCE", 3)
    ids = [1, 1, 2, 2, 1, 3, 3, 2, 1, 9]
    kind = pa.string() if text else pa.int64()
    columns = {name: pa.array(ids).cast(kind) for name in ("order_id", "customer_id")}
    orders = save(
        tmp_path / "o.parquet", product_id=list(range(10)), ordered_at=[NOON] * 10, **columns
    )
    log = read_orders(orders).log
    held = [
        sorted(log.products[a:b].tolist()) for a, b in zip(log.starts, log.starts[1:], strict=False)
    ]
    assert sorted(held) == [[0, 1, 4, 8], [2, 3, 7], [5, 6], [9]]
    assert len(learned(tmp_path, orders)) == 2 * (12 + 6 + 2)


def test_empty_file(tmp_path: Path) -> None:
    orders = save(
        tmp_path / "o.parquet",
        order_id=pa.array([], pa.int64()),
        product_id=pa.array([], pa.string()),
        ordered_at=pa.array([], pa.timestamp("us")),
    )
    pairs = learned(tmp_path, orders)
    assert (len(pairs), list(pairs.columns)) == (0, COLUMNS)


def test_cap_of_order_lines(tmp_path: Path) -> None:
    orders = save(
        tmp_path / "o.parquet", order_id=[1] * 300, product_id=range(300), ordered_at=[NOON] * 300
    )
    assert learned(tmp_path, orders).product_id.nunique() == 200
    assert learned(tmp_path, orders, "--max-order-lines", "0").product_id.nunique() == 300


def good(**changes: Any) -> dict[str, Any]:
    """The columns of a sound file, with changes; None removes one."""
    columns = {"order_id": [1], "product_id": [1], "ordered_at": [NOON], **changes}
    return {name: values for name, values in columns.items() if values is not None}


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (good(product_id=None), "has no column product_id. Needed: order_id, product_id, orde"),
        (good(ordered_at=["2026-03-01"]), "is string; save it as a timestamp"),
        (good(ordered_at=[1_772_366_400]), "is int64; save it as a timestamp"),
    ],
)
def test_wrong_columns_are_named(tmp_path: Path, columns: dict[str, Any], message: str) -> None:
    orders = save(tmp_path / "o.parquet", **columns)
    with pytest.raises(OrderFileError, match=message):
        read_orders(orders)


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    text = tmp_path / "orders.csv"
    text.write_text("order_id,product_id\n")
    good_file = save(tmp_path / "o.parquet", **good())
    for orders, pairs, message in [
        (tmp_path / "none.parquet", tmp_path / "p.parquet", "does not exist"),
        (text, tmp_path / "p.parquet", "is not a readable Parquet file"),
        (good_file, tmp_path / "no" / "p.parquet", "cannot be written"),
    ]:
        with pytest.raises(CommandError, match=message):
            call_command("crosssell_refresh", "--orders", orders, "--pairs", pairs)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.parquet", "orders.csv"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--orders", "o.parquet"], "go together"),
        (["--pairs", "p.parquet"], "go together"),
        (["--max-order-lines", "-1"], "must be 0 or more"),
    ],
)
def test_arguments_that_make_no_sense(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("crosssell_refresh", *arguments)
