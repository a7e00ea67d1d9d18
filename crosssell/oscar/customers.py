"""What Oscar knows of a customer's past, each fact in one query.

Orders placed after ``until`` do not count, so that a back-test sees what was known then.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Lower
from oscar.core.loading import get_model

from crosssell.conf import settings as crosssell_settings
from crosssell.core.data import Purchases
from crosssell.oscar.categories import around_families


def groups_of(user: Any) -> frozenset[int]:
    """The ids of the user's groups, in one query."""
    return frozenset(user.groups.values_list("pk", flat=True))


def bought_by(user: Any, until: datetime) -> frozenset[int]:
    """Families of all products that the user ever ordered and kept, in one query."""
    return frozenset(_bought(user, until).values_list("family", flat=True))


def bought_categories_of(user: Any, until: datetime) -> frozenset[int]:
    """The categories, with ancestors, of all that the user ordered and kept, in one query."""
    return around_families(_bought(user, until).values("family"))


def purchases_of(user: Any, until: datetime) -> Purchases:
    """The user's orders in one query over them; see ``Purchases``.

    Refused are those whose status, in any case, ``CROSSSELL["REFUSED_STATUSES"]`` names.
    """
    currency = settings.OSCAR_DEFAULT_CURRENCY
    saved = get_model("order", "OrderDiscount").objects.filter(order=OuterRef("pk"), amount__gt=0)
    kept = ~Q(state__in=_refused())
    found = (
        get_model("order", "Order")
        .objects.filter(user_id=user.pk, date_placed__lte=until)
        .order_by()
        .annotate(state=Lower("status"), saved=Exists(saved))
        .aggregate(
            placed=Count("pk"),
            orders=Count("pk", filter=kept),
            discounted=Count("pk", filter=kept & Q(saved=True)),
            last_at=Max("date_placed", filter=kept),
            spent=Sum(
                F("total_incl_tax") - F("shipping_incl_tax"), filter=kept & Q(currency=currency)
            ),
        )
    )
    placed, orders = found["placed"], found["orders"]
    return Purchases(
        orders=orders,
        spent=found["spent"] or Decimal(0),
        currency=currency,
        last_at=found["last_at"],
        returned=(placed - orders) / placed if placed else None,
        discounted=found["discounted"] / orders if orders else None,
    )


def _bought(user: Any, until: datetime) -> QuerySet[Any]:
    refused = _refused()
    return (
        get_model("order", "Line")
        .objects.filter(
            order__user_id=user.pk, order__date_placed__lte=until, product__isnull=False
        )
        .annotate(
            order_state=Lower("order__status"),
            state=Lower("status"),
            family=Coalesce("product__parent_id", "product_id"),
        )
        .exclude(Q(order_state__in=refused) | Q(state__in=refused))
        .order_by()
        .distinct()
    )


def _refused() -> list[str]:
    return [status.lower() for status in crosssell_settings().refused_statuses]
