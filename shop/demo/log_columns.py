"""Which column of an order log is what: given by name, else guessed from usual names."""

import re

import pandas as pd

from shop.demo.source import SourceError

REQUIRED = ("order", "product", "quantity", "date", "price")
OPTIONAL = ("title", "customer", "brand", "size", "department", "category")
NAMES = ("order", "product", "title", "quantity", "date", "price", "customer") + OPTIONAL[2:]
_USUAL = {
    "order": "order orderid ordernumber orderno invoice invoiceno invoiceid invoicenumber "
    "basketid basket transactionid receipt receiptno",
    "product": "product productid productcode sku stockcode itemid item itemcode articleid article "
    "upc ean lineitemsku",
    "title": "title description productname producttitle itemname name productdescription "
    "lineitemname itemdescription",
    "quantity": "quantity qty units amountordered lineitemquantity count",
    "date": "date orderdate invoicedate orderedat createdat datetime timestamp placedat dateplaced "
    "transactiontimestamp purchasedate",
    "price": "price unitprice itemprice pricepaid lineitemprice unitcost saleprice",
    "customer": "customer customerid customerno userid user email buyerid buyer clientid "
    "householdid",
    "brand": "brand vendor manufacturer",
    "size": "size packagesize",
    "department": "department",
    "category": "category productcategory producttype",
}


def columns(text: str) -> dict[str, str]:
    """Parses "order=InvoiceNo,product=StockCode" into {name: column}.

    Raises SourceError for a part without "=", an unknown name or a name given twice.
    """
    named: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, sign, column = (piece.strip() for piece in part.partition("="))
        if not sign or not column:
            raise SourceError(f"--columns: write {part!r} as name=Column, for example {name}=Sku")
        if name not in NAMES:
            raise SourceError(f"--columns: {name!r} is not one of {', '.join(NAMES)}")
        if name in named:
            raise SourceError(f"--columns: {name!r} is given twice")
        named[name] = column
    return named


def canonical(frame: pd.DataFrame, named: dict[str, str], file: str) -> pd.DataFrame:
    """The log's columns under our names; optional ones that it lacks are left out.

    Raises SourceError if a named column is not there, or a required one can be neither found nor
    guessed; both say what the file does have.
    """
    there = ", ".join(map(str, frame.columns))
    for name, column in named.items():
        if column not in frame.columns:
            raise SourceError(f"{file} has no column {column!r} for {name}; it has: {there}")
    chosen = named | {
        name: found
        for name in NAMES
        if name not in named and (found := _guess(name, frame, set(named.values())))
    }
    missing = [name for name in REQUIRED if name not in chosen]
    if missing:
        raise SourceError(
            f"{file}: no column looks like {', '.join(missing)}; say which with "
            f"--columns {','.join(f'{name}=COLUMN' for name in missing)}; it has: {there}"
        )
    return pd.DataFrame({name: frame[column] for name, column in chosen.items()})


def _guess(name: str, frame: pd.DataFrame, taken: set[str]) -> str | None:
    plain = {re.sub(r"[^a-z]", "", str(column).lower()): column for column in frame.columns}
    for usual in _USUAL[name].split():
        if usual in plain and plain[usual] not in taken:
            return str(plain[usual])
    return None
