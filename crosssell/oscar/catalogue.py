"""Oscar's catalogue in bulk: light facts for filters, and cards for what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from oscar.core.loading import get_model

from crosssell.core import data
from crosssell.oscar.cards import Card, Choice, Stocked, cards, drawn, stocked

__all__ = ["Card", "Choice", "Stocked", "cards", "drawn", "newest", "products", "stocked"]

_OF_PRODUCT = ("pk", "parent_id", "title", "is_public", "date_created")
_OF_PARENT = ("parent__title", "parent__is_public", "parent__product_class__track_stock")
_STOCK = ("price", "price_currency", "num_in_stock", "num_allocated")
_COLUMNS = (
    *_OF_PRODUCT,
    *_OF_PARENT,
    "product_class__track_stock",
    *(f"stockrecords__{column}" for column in _STOCK),
    "children__is_public",
    *(f"children__stockrecords__{column}" for column in _STOCK),
)


def products(ids: Iterable[int]) -> dict[int, data.Product]:
    """The products of these ids as decisions see them, in one query. Unknown ids are left out.

    Price and buyable follow Oscar's default strategy: stock where the product class tracks it, a
    parent by its public children, the cheapest buyable price. What is shown is judged again by
    the shop's own strategy, on its card.
    """
    wanted = set(ids)
    if not wanted:
        return {}
    found: dict[int, data.Product] = {}
    for row in _rows().filter(pk__in=wanted):
        pk, parent_id, title, public, created, parent_title, parent_public, parent_tracks = row[:8]
        tracked = row[8] if parent_id is None else parent_tracks
        offers = [row[9:13], row[14:]] if row[13] else [row[9:13]]
        known = found.get(pk)
        best, currency = (known.price, known.currency) if known is not None else (None, "")
        for price, its_currency, in_stock, allocated in offers:
            if price is None or not _sells(tracked, in_stock, allocated):
                continue
            if best is None or price < best:
                best, currency = price, its_currency
        if known is None or best != known.price:
            public = public and (parent_id is None or parent_public)
            title = title or parent_title or ""
            found[pk] = data.Product(
                pk, parent_id, title, public, best is not None, best, currency, created
            )
    return found


@lru_cache(maxsize=1)
def _rows() -> Any:
    """The unfinished query, kept because making it takes as long as asking it."""
    return get_model("catalogue", "Product").objects.order_by().values_list(*_COLUMNS)


def newest(since: datetime, until: datetime, limit: int) -> list[tuple[int, datetime]]:
    """Public products (no variants) added from ``since`` to ``until``: (id, when), newest first."""
    rows = get_model("catalogue", "Product").objects.filter(
        parent=None, is_public=True, date_created__range=(since, until)
    )
    return list(rows.order_by("-date_created", "-pk").values_list("pk", "date_created")[:limit])


def _sells(tracked: bool | None, in_stock: int | None, allocated: int | None) -> bool:
    return not tracked or (in_stock or 0) - (allocated or 0) > 0
