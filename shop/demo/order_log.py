"""Reads any shop's order log, one row for each order line, from Parquet or CSV, and cleans it."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
from django.utils.text import slugify

from shop.demo import log_cleaning
from shop.demo.colours import group_colours
from shop.demo.log_columns import NAMES, OPTIONAL, canonical, columns
from shop.demo.shelf_words import shelves
from shop.demo.source import Dropped, ShopData, SourceError
from shop.demo.titles import quiet

__all__ = ["NAMES", "OPTIONAL", "columns", "read"]


def read(
    file: Path, named: dict[str, str], products: int = 4_000, currency: str | None = None
) -> ShopData:
    """The cleaned log as a shop: the most bought products and the orders that hold them.

    `named` says which column is what (see `columns`); what it leaves out is guessed. Raises
    SourceError, naming the column and the mend, before anything is written.
    """
    if currency is not None and not re.fullmatch(r"[A-Z]{3}", currency):
        raise SourceError(f"--currency must be three capital letters such as GBP, not {currency!r}")
    log = canonical(_frame(file), named, file.name)
    dropped = Dropped()
    lines = log_cleaning.clean(log, dropped)
    if lines.empty:
        raise SourceError(
            f"{file.name}: no line is left after cleaning:\n" + "\n".join(dropped.table())
        )
    bought = lines.groupby("sku")["order"].nunique()
    kept = bought.sort_values(ascending=False, kind="stable").index[:products]
    lines = dropped.keep(
        lines, lines["sku"].isin(kept), f"not one of the {products:,} most bought products"
    )
    key = slugify(file.stem)[:20].strip("-") or "log"
    customers = np.sort(lines.loc[lines["customer"] != "", "customer"].unique())
    return ShopData(
        key=key if key != "cj" else "log-cj",
        title=file.name,
        currency=currency,
        products=_products(lines),
        lines=lines[["order", "sku", "quantity", "paid", "full", "placed", "customer"]],
        customers=pd.DataFrame(
            {"first_name": "Customer", "last_name": customers, "groups": [()] * len(customers)},
            index=pd.Index(customers, name="customer"),
        ),
        dropped=dropped,
        merchant=file.stem.replace("_", " ").title(),
    )


def _frame(file: Path) -> pd.DataFrame:
    if not file.is_file():
        raise SourceError(f"there is no file {file}")
    kind = file.suffix.lower()
    try:
        if kind == ".parquet":
            frame = pd.read_parquet(file)
        elif kind == ".csv":
            frame = pd.read_csv(file, dtype=str, encoding="utf-8-sig", keep_default_na=True)
        else:
            raise SourceError(f"{file.name}: only .parquet and .csv files can be read")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{file.name} is not UTF-8 (byte {error.object[error.start]:#04x} at {error.start}): "
            f"save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 {file.name}"
        ) from error
    except pd.errors.EmptyDataError as error:
        raise SourceError(f"{file.name} is empty: it needs a header and a line for each") from error
    except (pd.errors.ParserError, OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{file.name} cannot be read as {kind[1:]}: {error}") from error
    if frame.empty:
        raise SourceError(f"{file.name} has a header but no lines")
    return frame


def _products(lines: pd.DataFrame) -> pd.DataFrame:
    """One row for each code: its most used title, its typical unit price in cents."""
    unit = (lines["full"] / lines["quantity"]).round()
    frame = pd.DataFrame(
        {
            "title": log_cleaning.most_used(lines, "title").map(quiet),
            "price": unit.groupby(lines["sku"]).median().clip(lower=1).round().astype(np.int64),
            "orders": lines.groupby("sku")["order"].nunique(),
        }
    )
    for column in ("brand", "size", "department", "category"):
        frame[column] = log_cleaning.most_used(lines, column).reindex(frame.index).fillna("")
    untitled = frame["title"].isna() | (frame["title"] == "")
    frame["title"] = frame["title"].where(~untitled, frame.index.to_series())
    frame["kind"] = ""
    frame["name"] = frame["title"]
    frame = frame.sort_values("orders", ascending=False, kind="stable")
    frame["department"] = frame["department"].where(frame["department"] != "", "All products")
    guessed = shelves(frame["title"])
    frame["category"] = frame["category"].where(frame["category"] != "", guessed)
    return group_colours(frame)
