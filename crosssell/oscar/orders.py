"""Reads the shop's orders in bulk: which products were sold together, to whom and when.

Cancelled and returned orders and lines never count, lines without a product are left out, and a
child counts as its parent. Nothing here goes through model instances.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from oscar.core.loading import get_model

from crosssell.conf import settings
from crosssell.oscar.columns import columns

NOBODY = -1


@dataclass(frozen=True)
class ShopOrders:
    """The orders that count, ready to learn from.

    ``log`` is a core.orders.OrderLog; ``product_ids`` are the ids its product numbers stand for,
    parents in place of children. ``orders`` and ``units`` hold, for each window of days and
    product, what was sold in the window that ends at the newest order; ``season_orders`` and
    ``season_units``, for each product, what was sold in the same weeks a year before.
    """

    log: Any
    lines: int
    product_ids: Any
    orders: Any
    units: Any
    season_orders: Any
    season_units: Any


def counted_orders() -> QuerySet[Any]:
    """The orders whose status counts as a sale (settings order_statuses, refused_statuses)."""
    orders = get_model("order", "Order").objects.order_by()
    allowed = settings().order_statuses
    if allowed is not None:
        return orders.filter(status__in=allowed)
    return orders.exclude(refused())


def counted_lines() -> QuerySet[Any]:
    """The lines that name a product and were not cancelled or returned on their own."""
    lines = get_model("order", "Line").objects.order_by()
    return lines.filter(product__isnull=False).exclude(refused())


def refused() -> Q:
    """Whose status, in any case, is one of the refused ones."""
    found = Q(pk__in=[])
    for status in settings().refused_statuses:
        found |= Q(status__iexact=status)
    return found


def read_orders(
    windows: Sequence[int],
    progress: Callable[[float], None] | None = None,
    until: datetime | None = None,
) -> ShopOrders:
    """Reads all orders that count, or those placed before ``until`` (aware).

    ``progress`` is told about what share has been read.

    Orders come first: a line whose order was placed since is left out.
    """
    import numpy as np

    from crosssell.core import bestsellers
    from crosssell.core.lines_kernel import rename
    from crosssell.core.numbering import IdNumbers
    from crosssell.core.orders import order_log

    orders = IdNumbers()
    ordered_at, customer = _read_order_table(orders, until)
    known = len(ordered_at)
    products = IdNumbers()
    parts: list[tuple[Any, Any, Any]] = []
    for order_id, product_id, quantity in columns(
        counted_lines(), ("order_id", "product_id", "quantity")
    ):
        order = orders.add(order_id)
        product = products.add(product_id)
        units = quantity.astype(np.int32)
        keep = order < known
        if not keep.all():
            order, product, units = order[keep], product[keep], units[keep]
        parts.append((order, product, units))
        if progress and len(order):
            progress((int(order[-1]) + 1) / known)
    order, product, units = (
        np.concatenate([np.zeros(0, dtype=np.int32), *(part[column] for part in parts)])
        for column in range(3)
    )
    parts.clear()
    names, product_ids = _rolled_up(products.ids())
    rename(product, names)
    smallest = bestsellers.smallest_window(ordered_at, windows)
    shape = (len(windows), len(product_ids))
    sold = bestsellers.units_in_windows(order, product, units, smallest, shape)
    season = bestsellers.season(ordered_at)
    season_units = bestsellers.units_in_season(order, product, units, season, len(product_ids))
    lines = len(order)
    log = order_log(order, product, ordered_at, customer, len(product_ids))
    return ShopOrders(
        log,
        lines,
        product_ids,
        orders=bestsellers.orders_in_windows(log, windows),
        units=sold,
        season_orders=bestsellers.orders_in_season(log),
        season_units=season_units,
    )


def _read_order_table(orders: Any, until: datetime | None) -> tuple[Any, Any]:
    """Dates (microseconds UTC) and customers' numbers (-1 is nobody) of all orders, by number."""
    import numpy as np

    from crosssell.core.numbering import IdNumbers

    numbered = isinstance(get_user_model()._meta.pk, IntegerField)
    user = F("user_id") if numbered else Cast("user_id", CharField())
    nobody = Value(NOBODY if numbered else "")
    table = counted_orders()
    if until is not None:
        table = table.filter(date_placed__lt=until)
    table = table.annotate(buyer=Coalesce(user, nobody))
    dates, users = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64 if numbered else str)]
    for order_id, placed, buyer in columns(table, ("id", "date_placed", "buyer")):
        orders.add(order_id)
        dates.append(placed)
        users.append(buyer)
    buyers = np.concatenate(users)
    guests = buyers == (NOBODY if numbered else "")
    if numbered:
        customer = IdNumbers().add(buyers)
    else:
        customer = np.unique(buyers, return_inverse=True)[1].astype(np.int32)
    customer[guests] = NOBODY
    return np.concatenate(dates), customer


def _rolled_up(ids: Any) -> tuple[Any, Any]:
    """The number of each product's parent (or its own), and the ids of those, rising."""
    import numpy as np

    children = get_model("catalogue", "Product").objects.filter(parent__isnull=False).order_by()
    parent = dict(children.values_list("pk", "parent_id"))
    top = np.array([parent.get(i, i) for i in ids.tolist()], dtype=np.int64)
    product_ids, names = np.unique(top, return_inverse=True)
    return names.astype(np.int32), product_ids
