"""Oscar's catalogue in bulk: light facts for filters, and cards for what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from oscar.core.loading import get_model

from crosssell.core import data
from crosssell.oscar.cards import Card, Choice, Stocked, cards, drawn, stocked
from crosssell.oscar.prepared import Prepared

__all__ = ["Card", "Choice", "Stocked", "cards", "drawn", "newest", "products", "stocked"]

_OF_PRODUCT = ("pk", "parent_id", "title", "is_public", "date_created", "structure")
_OF_PARENT = ("parent__title", "parent__is_public", "parent__product_class__track_stock")
_STOCK = ("price", "price_currency", "num_in_stock", "num_allocated")
_COLUMNS = (
    *_OF_PRODUCT,
    "product_class_id",
    "product_class__track_stock",
    *_OF_PARENT,
    "parent__product_class_id",
    *(f"stockrecords__{column}" for column in _STOCK),
    "children__is_public",
    *(f"children__stockrecords__{column}" for column in _STOCK),
)
# Price, currency and pieces of a product before its first stock record is read.
_NOTHING: tuple[Decimal | None, str, int] = (None, "", 0)


def products(ids: Iterable[int]) -> dict[int, data.Product]:
    """The products of these ids as decisions see them, in one query. Unknown ids are left out.

    Price and buyable follow Oscar's default strategy: stock where the product class tracks it, a
    parent by its public children, the cheapest buyable price. What is shown is judged again by
    the shop's own strategy, on its card. Class and stock are there too; of categories,
    attributes and the like nothing is known.
    """
    wanted = set(ids)
    if not wanted:
        return {}
    rows: dict[int, tuple[Any, ...]] = {}
    sold: dict[int, tuple[Decimal | None, str, int]] = {}
    for row in _rows().rows(wanted):
        pk = row[0]
        rows[pk] = row
        tracked = row[7] if row[1] is None else row[10]
        best, currency, stock = sold.get(pk, _NOTHING)
        for price, its_currency, in_stock, allocated in (
            (row[12:16], row[17:]) if row[16] else (row[12:16],)
        ):
            left = (in_stock or 0) - (allocated or 0)
            if left > 0:
                stock += left
            if price is None or (tracked and left <= 0):
                continue
            if best is None or price < best:
                best, currency = price, its_currency
        sold[pk] = best, currency, stock
    return {pk: _product(row, *sold[pk]) for pk, row in rows.items()}


def _product(
    row: tuple[Any, ...], price: Decimal | None, currency: str, stock: int
) -> data.Product:
    pk, parent_id, title, public, created, structure, class_id, tracked = row[:8]
    if parent_id is not None:
        parent_title, parent_public, tracked, class_id = row[8:12]
        public, title = public and parent_public, title or parent_title or ""
    kept = (pk, parent_id, title, public, price is not None, price, currency, created)
    return data.Product(*kept, structure, class_id, stock=stock if tracked else None)


@lru_cache(maxsize=1)
def _rows() -> Prepared:
    rows = get_model("catalogue", "Product").objects.order_by().values_list(*_COLUMNS)
    return Prepared(lambda ids: rows.filter(pk__in=ids))


def newest(since: datetime, until: datetime, limit: int) -> list[tuple[int, datetime]]:
    """Public products (no variants) added from ``since`` to ``until``: (id, when), newest first."""
    rows = get_model("catalogue", "Product").objects.filter(
        parent=None, is_public=True, date_created__range=(since, until)
    )
    return list(rows.order_by("-date_created", "-pk").values_list("pk", "date_created")[:limit])
