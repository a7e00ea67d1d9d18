"""Cleans the lines of an order log as real shops export them; counts what goes and why."""

import re

import numpy as np
import pandas as pd

from shop.demo.source import Dropped, SourceError

# Lines that a shop books like products and no shopper can buy.
_NOT_GOODS = re.compile(
    r"(?:dotcom |standard |express |next day )?(?:postage|carriage|shipping|delivery)"
    r"(?: fee| charges?| costs?)?|manual|discounts?|samples?|(?:bank |service |handling )charges?"
    r"|.*\bfees?|.*\bcommission|adjust(?:ment)?\b.*|refunds?|deposits?|tips?"
    r"|.*\b(?:gift|e-?gift) ?(?:vouchers?|cards?)(?! ?(?:holder|box|wallet|set))\b.*|vouchers?",
    re.IGNORECASE,
)
_NOT_GOODS_CODE = re.compile(r"POST|DOT|M|D|S|B|C2|BANK ?CHARGES|AMAZON ?FEE|CRUK|GIFT_.*")
# Beyond this a number is a slip of the keyboard and would not fit an order's total.
_MOST_UNITS = 1_000_000
_MOST_CENTS = 1_000_000_000
_LONGEST = 60


def clean(log: pd.DataFrame, dropped: Dropped) -> pd.DataFrame:
    """Lines fit for a shop, from a log under our own column names (see `log_columns`).

    Out: order, sku, title, quantity, paid, full (whole cents), placed, customer, and the optional
    columns; one row for each order and code. Codes differ in more than case. Raises SourceError
    if a column holds no usable value at all.
    """
    lines = log.copy()
    for name in ("order", "product", "title", "customer", *lines.columns.intersection(_TEXTS)):
        lines[name] = _text(lines[name]) if name in lines else ""
    good = (lines["order"] != "") & (lines["product"] != "")
    lines = dropped.keep(lines, good, "without an order number or a product code")
    short = (lines["order"].str.len() <= _LONGEST) & (lines["product"].str.len() <= _LONGEST)
    lines = dropped.keep(lines, short, f"order number or code longer than {_LONGEST} letters")
    cancelled = lines["order"].str.fullmatch(r"[Cc][-_ ]?\d+")
    lines = dropped.keep(lines, ~cancelled, "cancellations (order number begins with C)")
    lines["quantity"] = _numbers(lines, "quantity")
    lines["price"] = _numbers(lines, "price")
    lines["placed"] = _dates(lines)
    lines = dropped.keep(lines, lines["placed"].notna(), "without a readable date")
    lines = dropped.keep(lines, lines["quantity"] >= 1, "quantity at or below zero, or unreadable")
    cents = (lines["price"] * 100).round()
    lines = dropped.keep(lines, cents >= 1, "price at or below zero, or unreadable")
    cents = cents[lines.index] * lines["quantity"]
    sane = (lines["quantity"] <= _MOST_UNITS) & (cents <= _MOST_CENTS)
    lines = dropped.keep(lines, sane, "quantity or price too large to be true")
    lines["sku"] = lines["product"].str.upper()
    lines = dropped.keep(lines, ~_not_goods(lines), "postage, vouchers, charges: not products")
    repeated = lines.duplicated([name for name in log.columns if name in lines])
    lines = dropped.keep(lines, ~repeated, "exact duplicates")
    _note(lines, dropped)
    return _one_each(lines)


def _note(lines: pd.DataFrame, dropped: Dropped) -> None:
    """Says what was brought together without being left out."""
    spelt = int((lines["product"] != lines["sku"]).sum())
    if spelt:
        dropped.notes.append(f"{spelt:,} lines had their code in small letters: same product.")
    titles = lines[lines["title"] != ""].groupby("sku")["title"].nunique()
    if several := int((titles > 1).sum()):
        dropped.notes.append(f"{several:,} codes had several titles: the most used one counts.")
    twice = int(lines.duplicated(["order", "sku"]).sum())
    if twice:
        dropped.notes.append(f"{twice:,} lines repeated a code in one order: quantities added up.")


_TEXTS = pd.Index(["brand", "size", "department", "category"])


def _text(values: pd.Series) -> pd.Series:
    """Trimmed text; whole numbers that a reader made fractions of lose their ".0"; none is ""."""
    texts = values.astype("string").str.replace(r"[\s\x00]+", " ", regex=True).str.strip()
    if pd.api.types.is_float_dtype(values.dtype):
        texts = texts.str.replace(r"\.0$", "", regex=True)
    return texts.fillna("").astype(object)


def _numbers(lines: pd.DataFrame, name: str) -> pd.Series:
    numbers = pd.to_numeric(lines[name], errors="coerce")
    if len(lines) and numbers.isna().all():
        raise SourceError(
            f"column for {name}: no line holds a number (first: {lines[name].iloc[0]!r}); "
            f"name the right column with --columns {name}=COLUMN, decimals with a point"
        )
    return numbers.fillna(0).replace([np.inf, -np.inf], 0).astype(float)


def _dates(lines: pd.DataFrame) -> pd.Series:
    dates = pd.to_datetime(lines["date"], errors="coerce", format="mixed")
    if len(lines) and dates.isna().all():
        raise SourceError(
            f"column for date: no line holds a date (first: {lines['date'].iloc[0]!r}); "
            "name the right column with --columns date=COLUMN, written as 2026-01-31 14:05"
        )
    return dates.dt.tz_localize(None) if dates.dt.tz is not None else dates


def _not_goods(lines: pd.DataFrame) -> pd.Series:
    codes = {code: bool(_NOT_GOODS_CODE.fullmatch(code)) for code in lines["sku"].unique()}
    titles = {title: bool(_NOT_GOODS.fullmatch(title)) for title in lines["title"].unique()}
    return lines["sku"].map(codes).astype(bool) | lines["title"].map(titles).astype(bool)


def _one_each(lines: pd.DataFrame) -> pd.DataFrame:
    lines["quantity"] = lines["quantity"].astype(np.int64)
    cents = (lines["price"] * 100).round().astype(np.int64)
    lines["paid"] = lines["full"] = cents * lines["quantity"]
    firsts = {name: "first" for name in lines.columns.intersection(_TEXTS)}
    return lines.groupby(["order", "sku"], sort=False, as_index=False).agg(
        {
            "title": "first",
            "quantity": "sum",
            "paid": "sum",
            "full": "sum",
            "placed": "min",
            "customer": "first",
            **firsts,
        }
    )


def most_used(lines: pd.DataFrame, column: str) -> pd.Series:
    """sku -> the value that most of its lines have, of equals the first met; "" does not count."""
    if column not in lines:
        return pd.Series(dtype=object)
    told = lines.loc[lines[column] != "", ["sku", column]]
    counts = told.groupby(["sku", column], sort=False).size().reset_index(name="lines")
    counts = counts.sort_values("lines", ascending=False, kind="stable")
    return counts.drop_duplicates("sku").set_index("sku")[column]
