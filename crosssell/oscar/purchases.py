"""What one customer bought before a moment, and how often."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Min
from django.db.models.functions import Coalesce

from crosssell.oscar.orders import counted_lines, counted_orders


class Bought(NamedTuple):
    """A product (parents in place of children), in how many orders, the first and the last."""

    product_id: int
    times: int
    first_at: datetime
    last_at: datetime


def purchases_of(customer_id: int, as_of: datetime, most: int) -> list[Bought]:
    """The customer's last purchases before ``as_of``, newest first, in one query.

    Orders and lines that were cancelled or returned do not count.
    """
    orders = counted_orders().filter(user_id=customer_id, date_placed__lt=as_of)
    rows = (
        counted_lines()
        .filter(order__in=orders)
        .annotate(family=Coalesce("product__parent_id", "product_id"))
        .values("family")
        .annotate(
            times=Count("order_id", distinct=True),
            first_at=Min("order__date_placed"),
            last_at=Max("order__date_placed"),
        )
        .order_by("-last_at", "family")
        .values_list("family", "times", "first_at", "last_at")[:most]
    )
    return [Bought(*row) for row in rows]
