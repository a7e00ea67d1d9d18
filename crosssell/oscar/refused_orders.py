"""Orders that are no sale, and what of the others was cancelled or came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum
from oscar.core.loading import get_model

from crosssell.conf import settings
from crosssell.oscar.orders import refused


def refused_words() -> frozenset[str]:
    """The refused statuses in lower case."""
    return frozenset(status.casefold() for status in settings().refused_statuses)


def is_sale(status: str, words: Collection[str]) -> bool:
    """Whether an order of that status counts; ``words`` are refused ones in lower case."""
    allowed = settings().order_statuses
    return status in allowed if allowed is not None else status.casefold() not in words


def no_sale(prefix: str = "") -> Q:
    """The same as ``is_sale`` denies, in SQL; ``prefix`` leads to the order."""
    allowed = settings().order_statuses
    if allowed is not None:
        return ~Q(**{f"{prefix}status__in": allowed})
    found = Q(pk__in=[])
    for status in settings().refused_statuses:
        found |= Q(**{f"{prefix}status__iexact": status})
    return found


def with_refused_lines() -> QuerySet[Any]:
    """Ids of orders that have a line whose status is refused."""
    lines = get_model("order", "Line").objects.order_by()
    return lines.filter(refused()).values("order_id")


def changed_since(since: datetime) -> set[int]:
    """Ids of orders whose status changed, or to which an event was added, after ``since``."""
    found: set[int] = set()
    for name in ("OrderStatusChange", "ShippingEvent", "PaymentEvent"):
        rows = get_model("order", name).objects.filter(date_created__gt=since).order_by()
        found.update(rows.values_list("order_id", flat=True))
    return found


def returned(order_ids: Collection[int], words: Collection[str]) -> Mapping[int, int]:
    """By line how many pieces events say are gone.

    Goods that came back and money that went back are the same pieces, told twice: the larger.
    """
    found: dict[int, int] = {}
    for name in ("ShippingEventQuantity", "PaymentEventQuantity"):
        rows = get_model("order", name).objects.filter(line__order_id__in=order_ids).order_by()
        counted: Counter[int] = Counter()
        for line, kind, pieces in rows.values_list("line_id", "event__event_type__name").annotate(
            pieces=Sum("quantity")
        ):
            if kind.casefold() in words:
                counted[line] += pieces
        for line, pieces in counted.items():
            found[line] = max(found.get(line, 0), pieces)
    return found
