"""What orders of a time came to, without tax and shipping, and how much they differ."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, DecimalField, ExpressionWrapper, F, FloatField, Min, Sum
from django.db.models.functions import Cast

from crosssell.oscar.orders import counted_orders


class Worth(NamedTuple):
    """How many orders, their sum and the sum of their squares; ``first`` was placed first."""

    orders: int = 0
    total: float = 0.0
    squares: float = 0.0
    first: datetime | None = None


def worth(since: datetime, until: datetime, currency: str) -> Worth:
    """Of all orders that count, placed after ``since`` and up to ``until``; one query."""
    rows = counted_orders().filter(date_placed__gt=since, date_placed__lte=until, currency=currency)
    amount = ExpressionWrapper(
        F("total_excl_tax") - F("shipping_excl_tax"),
        output_field=DecimalField(max_digits=16, decimal_places=2),
    )
    found = rows.annotate(worth=Cast(amount, FloatField())).aggregate(
        orders=Count("pk"), total=Sum("worth"), squares=Sum(F("worth") * F("worth")),
        first=Min("date_placed"),
    )  # fmt: skip
    return Worth(found["orders"], found["total"] or 0.0, found["squares"] or 0.0, found["first"])
