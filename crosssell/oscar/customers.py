"""What Oscar knows of a customer's past, each fact in one query.

Orders placed after ``until`` do not count, so that a back-test sees what was known then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.conf import settings as crosssell_settings
from crosssell.core.data import Purchases
from crosssell.oscar.categories import around_families
from crosssell.oscar.prepared import Prepared

PRESENT = timedelta(minutes=1)
Orders = Callable[[Sequence[Any], datetime | None], QuerySet[Any]]


def customer_of(user_id: int | None) -> Any | None:
    """Django's user of that id, in one query; None for a guest or an unknown id."""
    found = get_user_model()._default_manager
    return None if user_id is None else found.filter(pk=user_id).first()


def groups_of(user: Any) -> frozenset[int]:
    """The ids of the user's groups, in one query."""
    return frozenset(user.groups.values_list("pk", flat=True))


def bought_by(user: Any, until: datetime) -> frozenset[int]:
    """Families of all products that the user ever ordered and kept, in one query."""
    refused = _refused()
    return frozenset(
        family
        for family, order_status, status in _read(_lines, user, until)
        if order_status.lower() not in refused and status.lower() not in refused
    )


def bought_categories_of(user: Any, until: datetime) -> frozenset[int]:
    """The categories, with ancestors, of all that the user ordered and kept, in one query."""
    refused = _refused()
    bought = _families([user.pk], until).annotate(
        order_state=Lower("order__status"), state=Lower("status")
    )
    kept = bought.exclude(Q(order_state__in=refused) | Q(state__in=refused))
    return around_families(kept.values("family"))


def purchases_of(user: Any, until: datetime) -> Purchases:
    """The user's orders, summed up in one query; see ``Purchases``.

    Refused are those whose status, in any case, ``CROSSSELL["REFUSED_STATUSES"]`` names.
    """
    refused, currency = _refused(), settings.OSCAR_DEFAULT_CURRENCY
    placed = orders = saved_on = 0
    spent, last_at = Decimal(0), None
    for status, its_currency, saved, count, at, paid in _read(_sums, user, until):
        placed += count
        if status.lower() in refused:
            continue
        orders += count
        saved_on += count if saved else 0
        spent += paid if its_currency == currency else 0
        last_at = at if last_at is None else max(last_at, at)
    return Purchases(
        orders=orders,
        spent=spent,
        currency=currency,
        last_at=last_at,
        returned=(placed - orders) / placed if placed else None,
        discounted=saved_on / orders if orders else None,
    )


def _read(make: Orders, user: Any, until: datetime) -> Iterable[Any]:
    """The rows of the user's orders until then.

    A page of this minute knows every order, and its query is compiled once.
    """
    if until > timezone.now() - PRESENT and isinstance(user.pk, int):
        return _prepared(make).rows([user.pk])
    return make([user.pk], until)


@lru_cache(maxsize=2)
def _prepared(make: Orders) -> Prepared:
    return Prepared(lambda users: make(users, None))


def _until(until: datetime | None, field: str) -> Q:
    return Q() if until is None else Q(**{f"{field}__lte": until})


def _families(users: Sequence[Any], until: datetime | None) -> QuerySet[Any]:
    return (
        get_model("order", "Line")
        .objects.filter(
            _until(until, "order__date_placed"), order__user_id__in=users, product__isnull=False
        )
        .annotate(family=Coalesce("product__parent_id", "product_id"))
        .order_by()
        .distinct()
    )


def _lines(users: Sequence[Any], until: datetime | None) -> QuerySet[Any]:
    """Each family with the status of its order and of its line."""
    return _families(users, until).values_list("family", "order__status", "status")


def _sums(users: Sequence[Any], until: datetime | None) -> QuerySet[Any]:
    """Status, currency, discount or not; of all such orders: count, newest, sum less shipping."""
    discounts = get_model("order", "OrderDiscount").objects.filter(order=OuterRef("pk"))
    # One value, not EXISTS: for that PostgreSQL may read the discounts of the whole shop.
    saved = discounts.filter(amount__gt=0).order_by().values_list(Value(1))[:1]
    paid = F("total_incl_tax") - F("shipping_incl_tax")
    groups = (
        get_model("order", "Order")
        .objects.filter(_until(until, "date_placed"), user_id__in=users)
        .order_by()
        .annotate(saved=Subquery(saved))
        .values("status", "currency", "saved")
        .annotate(count=Count("pk"), newest=Max("date_placed"), paid=Sum(paid))
    )
    return groups.values_list("status", "currency", "saved", "count", "newest", "paid")


def _refused() -> list[str]:
    return [status.lower() for status in crosssell_settings().refused_statuses]
