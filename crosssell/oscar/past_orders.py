"""Past orders, one by one, as a back-test replays them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model

from crosssell.core.data import Line
from crosssell.oscar.orders import counted_lines, counted_orders

# SQLite takes a bounded number of values in one query.
ORDERS_A_QUERY = 500
LEAST_PRODUCTS = 2


@dataclass(frozen=True)
class PastOrder:
    """An order of at least two different products; ``placed_at`` is aware.

    ``lines`` hold one line a product (a child counts as its parent); their totals are what was
    paid, after discounts and without tax, in ``currency``. ``user`` is Oscar's, None for guests.
    """

    id: int
    placed_at: datetime
    currency: str
    user: Any
    lines: tuple[Line, ...]


def last_orders(most: int) -> list[PastOrder]:
    """The newest orders that count and hold at least two products, oldest first.

    Of the last ``most`` orders, so there may be fewer.
    """
    rows = list(
        counted_orders()
        .order_by("-date_placed", "-pk")
        .values_list("pk", "date_placed", "currency", "user_id")[:most]
    )
    rows.reverse()
    lines = {pk: found for part in _parts([row[0] for row in rows]) for pk, found in part.items()}
    users: dict[Any, Any] = {}
    for part in _chunks(sorted({row[3] for row in rows if row[3] is not None})):
        users |= get_user_model().objects.in_bulk(part)
    return [
        PastOrder(pk, placed_at, currency, users.get(user_id), lines[pk])
        for pk, placed_at, currency, user_id in rows
        if len(lines.get(pk, ())) >= LEAST_PRODUCTS
    ]


def _parts(order_ids: list[int]) -> Iterator[dict[int, tuple[Line, ...]]]:
    for ids in _chunks(order_ids):
        found: defaultdict[int, dict[int, Line]] = defaultdict(dict)
        rows = counted_lines().filter(order_id__in=ids).order_by("order_id", "pk")
        for order_id, product_id, parent_id, quantity, paid in rows.values_list(
            "order_id",
            "product_id",
            "product__parent_id",
            "quantity",
            "line_price_excl_tax",
        ):
            family = parent_id or product_id
            known = found[order_id].get(family, Line(family, family, 0, total=Decimal(0)))
            found[order_id][family] = Line(
                family,
                family,
                known.quantity + quantity,
                total=(known.total or Decimal(0)) + paid,
            )
        yield {order_id: tuple(lines.values()) for order_id, lines in found.items()}


def _chunks(ids: list[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(ids), ORDERS_A_QUERY):
        yield ids[first : first + ORDERS_A_QUERY]
