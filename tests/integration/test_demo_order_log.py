"""Any shop's order log is read and cleaned; what goes is counted, what is wrong is named."""

from pathlib import Path

import pandas as pd
import pytest

from shop.demo import order_log
from shop.demo.source import ShopData, SourceError
from tests import orderlog


@pytest.fixture
def gifts(tmp_path: Path) -> ShopData:
    file = orderlog.write(tmp_path, orderlog.faulty(orderlog.LONGEST))
    return order_log.read(file, order_log.columns(orderlog.COLUMNS))


def test_faults_are_dropped_and_counted_by_reason(gifts: ShopData) -> None:
    assert (
        gifts.dropped.rows
        == [
            ("without an order number or a product code", 1),
            ("cancellations (order number begins with C)", 2),
            ("quantity at or below zero, or unreadable", 2),
            ("price at or below zero, or unreadable", 2),
            ("postage, vouchers, charges: not products", 6),
            ("exact duplicates", 1),
            ("not one of the 4,000 most bought products", 0),
        ][:-1]
    )
    assert gifts.dropped.notes == [
        "1 lines had their code in small letters: same product.",
        "1 codes had several titles: the most used one counts.",
        "1 lines repeated a code in one order: quantities added up.",
    ]


def test_good_orders_are_whole(gifts: ShopData) -> None:
    sizes = gifts.lines.groupby("order").size().to_dict()
    assert sizes == {"536365": 2, "536366": 3, "536367": 2, "536368": 2, "536400": 1_106}
    lantern = gifts.lines[(gifts.lines["order"] == "536366") & (gifts.lines["sku"] == "71053")]
    assert lantern[["quantity", "paid", "full"]].to_numpy().tolist() == [[5, 1_695, 1_695]]


def test_customers_are_known_or_guests(gifts: ShopData) -> None:
    assert list(gifts.customers.index) == ["13047", "14911", "17850"]
    buyers = gifts.lines.drop_duplicates("order").set_index("order")["customer"]
    assert buyers["536365"] == "17850"
    assert buyers["536367"] == ""


def test_the_most_used_title_counts_and_is_calmed(gifts: ShopData) -> None:
    titles = gifts.products["title"]
    assert titles["71053"] == "White metal lantern"
    assert titles["99999"] == "99999"
    assert gifts.products["price"]["71053"] == 339


def test_colours_of_one_code_are_one_parent(gifts: ShopData) -> None:
    heart = gifts.products.loc[["85123A", "85123B"], ["group", "group_title", "variety"]]
    assert heart.to_numpy().tolist() == [
        ["85123A", "Hanging heart t-light holder", "white"],
        ["85123A", "Hanging heart t-light holder", "cream"],
    ]
    assert (gifts.products["group"] != "").sum() == 2


def test_columns_are_guessed_from_usual_names_and_csv_reads_alike(tmp_path: Path) -> None:
    frame = orderlog.faulty().rename(
        columns={"InvoiceNo": "Order ID", "StockCode": "sku", "Description": "Product name"}
    )
    file = orderlog.write(tmp_path, frame, "log.csv")
    data = order_log.read(file, {})
    assert data.orders == 5
    assert data.products["title"]["71053"] == "White metal lantern"
    assert list(data.customers.index) == ["13047", "14911", "17850"]


def test_optional_columns_make_shelves_and_attributes(tmp_path: Path) -> None:
    frame = orderlog.faulty().assign(Vendor="Acme", Category="Lamps", Department="Home", Size="S")
    data = order_log.read(orderlog.write(tmp_path, frame), {})
    row = data.products.loc["71053"]
    assert [row["brand"], row["category"], row["department"], row["size"]] == [
        "Acme",
        "Lamps",
        "Home",
        "S",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("order", "write 'order' as name=Column"),
        ("colour=x", "'colour' is not one of order, product"),
        ("order=a,order=b", "'order' is given twice"),
        ("order=Nope", "no column 'Nope' for order; it has: InvoiceNo"),
        ("quantity=Description", "column for quantity: no line holds a number"),
        ("date=Description", "column for date: no line holds a date"),
    ],
)
def test_wrong_columns_are_named_with_the_mend(tmp_path: Path, text: str, said: str) -> None:
    file = orderlog.write(tmp_path, orderlog.faulty())
    with pytest.raises(SourceError, match=said):
        order_log.read(file, order_log.columns(text))


def test_a_missing_column_says_how_to_name_it(tmp_path: Path) -> None:
    file = orderlog.write(tmp_path, orderlog.faulty().drop(columns="UnitPrice"))
    with pytest.raises(SourceError, match="looks like price; say which with --columns price=COL"):
        order_log.read(file, {})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "é,order".encode("latin-1"), "not UTF-8 .byte 0xe9 at 0.: save it as UTF-8"),
        ("a.csv", b"", "a.csv is empty"),
        ("a.csv", b"order,sku\n", "a header but no lines"),
        ("a.parquet", b"nonsense", "cannot be read as parquet"),
        ("a.txt", b"order", "only .parquet and .csv"),
    ],
)
def test_unreadable_files_are_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=said):
        order_log.read(tmp_path / name, {})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no file"):
        order_log.read(tmp_path / "none.csv", {})


def test_a_log_of_faults_alone_says_why_nothing_is_left(tmp_path: Path) -> None:
    file = orderlog.write(tmp_path, orderlog.faulty().assign(UnitPrice=0.0))
    with pytest.raises(
        SourceError, match="no line is left after cleaning:(.|\n)*price at or below"
    ):
        order_log.read(file, {})


def test_currency_is_three_letters(tmp_path: Path) -> None:
    file = orderlog.write(tmp_path, orderlog.faulty())
    with pytest.raises(SourceError, match="three capital letters such as GBP, not 'pounds'"):
        order_log.read(file, {}, currency="pounds")


def test_slips_of_the_keyboard_are_dropped(tmp_path: Path) -> None:
    frame = orderlog.faulty().head(4)
    frame.loc[0, "Quantity"] = 10**9
    frame.loc[1, "StockCode"] = "7" * 500
    frame["InvoiceDate"] = ["2011-12-01", "2011-12-01", "yesterday", "2011-12-03"]
    data = order_log.read(orderlog.write(tmp_path, frame), {})
    assert dict(data.dropped.rows) == {
        "order number or code longer than 60 letters": 1,
        "without a readable date": 1,
        "quantity or price too large to be true": 1,
    }
    assert pd.unique(data.lines["sku"]).tolist() == ["85123B"]
