"""How much there is in Oscar's tables of what strategies read: counts that end at a thousand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from oscar.core.loading import get_model

from crosssell.oscar.members import EQUAL
from crosssell.oscar.orders import counted_orders

# One more than merchants are told.
MOST = 1_001


def _bounded(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:MOST].count()


def _shown() -> QuerySet[Any]:
    return get_model("catalogue", "Product").objects.filter(parent=None, is_public=True)


def products_filed() -> int:
    """Products (public, no variants) that are in a category; one in two counts twice."""
    filed = get_model("catalogue", "ProductCategory").objects
    return _bounded(filed.filter(product__is_public=True))


def products_added(until: datetime, days: int) -> int:
    """Products (public, no variants) added in the days before ``until``."""
    since = until - timedelta(days=days)
    return _bounded(_shown().filter(date_created__range=(since, until)))


def products_with_values() -> int:
    """Values of attributes that products can be compared by."""
    values = get_model("catalogue", "ProductAttributeValue").objects
    return _bounded(values.filter(attribute__type__in=list(EQUAL)))


def products_sold() -> int:
    """Stock records, which say what a product costs."""
    return _bounded(get_model("partner", "StockRecord").objects.all())


def reviews(until: datetime) -> int:
    """Approved reviews written until then."""
    model = get_model("reviews", "ProductReview")
    return _bounded(model.objects.filter(status=model.APPROVED, date_created__lte=until))


def customers_with_orders(until: datetime) -> int:
    """Customers with an account who ordered until then; one with many orders counts once."""
    orders = counted_orders().filter(user__isnull=False, date_placed__lte=until)
    return _bounded(orders.values("user_id").distinct())


def ranges() -> int:
    """Ranges that rules can pick products from."""
    return _bounded(get_model("offer", "Range").objects.filter(proxy_class=None))
