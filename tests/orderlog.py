"""A small order log with the faults that real shops export, in the columns of a UK gift shop."""

from pathlib import Path
from typing import Any

import pandas as pd

COLUMNS = (
    "order=InvoiceNo,product=StockCode,title=Description,quantity=Quantity,"
    "date=InvoiceDate,price=UnitPrice,customer=CustomerID"
)
NAMES = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice")
# What the longest order of the real log holds.
LONGEST = 1_106


def _line(
    order: str,
    code: str | None,
    title: str | None,
    quantity: Any,
    price: Any,
    customer: Any = 17850,
    day: str = "2011-12-01 08:26",
) -> dict[str, Any]:
    values = (order, code, title, quantity, pd.Timestamp(day), price)
    return dict(zip(NAMES, values, strict=True)) | {"CustomerID": customer}


def faulty(busy: int = 20) -> pd.DataFrame:
    """Five good orders among every fault, one of them of `busy` lines; the tests know the counts.

    Apart from the `busy` products there are five, two of them colours of one heart.
    """
    lines = [
        # Order 1: a colour variant, a code in small letters, a title told two ways.
        _line("536365", "85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 6, 2.55),
        _line("536365", "71053", "WHITE METAL LANTERN", 2, 3.39),
        _line("536366", "85123a", "WHITE HANGING HEART T-LIGHT HOLDER", 1, 2.55, day="2011-12-03"),
        _line("536366", "85123B", "CREAM HANGING HEART T-LIGHT HOLDER", 3, 2.95, day="2011-12-03"),
        _line("536366", "71053", "white moroccan lantern", 1, 3.39, day="2011-12-03"),
        _line("536366", "71053", "WHITE METAL LANTERN", 4, 3.39, day="2011-12-03"),
        # A guest; the same line twice.
        _line("536367", "22752", "SET 7 BABUSHKA NESTING BOXES", 2, 7.65, None, "2011-12-05"),
        _line("536367", "22752", "SET 7 BABUSHKA NESTING BOXES", 2, 7.65, None, "2011-12-05"),
        _line("536367", "71053", "WHITE METAL LANTERN", 1, 3.39, None, "2011-12-05"),
        # A code without any title.
        _line("536368", "99999", None, 1, 1.25, 13047, "2011-12-06"),
        _line("536368", "22752", "SET 7 BABUSHKA NESTING BOXES", 1, 7.65, 13047, "2011-12-06"),
        # Faults.
        _line("C536379", "22752", "SET 7 BABUSHKA NESTING BOXES", -1, 7.65),
        _line("C536380", "71053", "WHITE METAL LANTERN", 1, 3.39),
        _line("536381", "71053", "damaged", -5, 0.0),
        _line("536382", "71053", "WHITE METAL LANTERN", 0, 3.39),
        _line("536383", "71053", "?", 10, 0.0),
        _line("536384", "71053", "WHITE METAL LANTERN", 1, -11062.06),
        _line("536385", "POST", "POSTAGE", 1, 18.0),
        _line("536385", "DOT", "DOTCOM POSTAGE", 1, 18.0),
        _line("536385", "BANK CHARGES", "Bank Charges", 1, 15.0),
        _line("536385", "gift_0001_20", "Dotcomgiftshop Gift Voucher £20.00", 1, 16.67),
        _line("536385", "M", "Manual", 1, 2.0),
        _line("536385", "23444", "Next Day Carriage", 1, 15.0),
        _line("536386", None, "LOST", 1, 2.0),
    ]
    # A wholesaler's order.
    lines += [
        _line("536400", str(20_000 + at), f"PAPER CHAIN NO {at}", 1, 0.42, 14911, "2011-12-09")
        for at in range(busy)
    ]
    return pd.DataFrame(lines).astype({"CustomerID": "Int32"})


def write(folder: Path, frame: pd.DataFrame, name: str = "gifts.parquet") -> Path:
    """Writes the log as Parquet or CSV, by the name's ending, and returns where."""
    path = folder / name
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_parquet(path)
    return path
