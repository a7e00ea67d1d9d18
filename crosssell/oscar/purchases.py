"""What one customer bought before a moment, and how often."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import connection

from crosssell.conf import settings

# Django takes longer to write this statement than the database to answer it.
_BOUGHT = """
SELECT COALESCE(p.parent_id, p.id), COUNT(DISTINCT o.id), MIN(o.date_placed), MAX(o.date_placed)
FROM order_order o
JOIN order_line l ON l.order_id = o.id
JOIN catalogue_product p ON p.id = l.product_id
WHERE o.user_id = %s AND o.date_placed < %s AND {kept}
GROUP BY COALESCE(p.parent_id, p.id)
ORDER BY MAX(o.date_placed) DESC, COALESCE(p.parent_id, p.id) LIMIT %s
"""


class Bought(NamedTuple):
    """A product (parents in place of children), in how many orders, the first and the last."""

    product_id: int
    times: int
    first_at: datetime
    last_at: datetime


def purchases_of(customer_id: Any, as_of: datetime, most: int) -> list[Bought]:
    """The customer's last purchases before ``as_of``, newest first, in one query.

    Orders and lines that were cancelled or returned do not count, nor do orders that are no sale
    (``CROSSSELL["ORDER_STATUSES"]``).
    """
    refused = [status.lower() for status in settings().refused_statuses]
    sales = settings().order_statuses
    kept, statuses = ["1 = 1"], list[str]()
    if sales is not None:
        kept.append(f"o.status IN ({_marks(sales)})")
        statuses += sales
    for table in ("o", "l") if refused else ():
        kept.append(f"LOWER({table}.status) NOT IN ({_marks(refused)})")
        statuses += refused
    key = get_user_model()._meta.pk.get_db_prep_value(customer_id, connection)
    until = connection.ops.adapt_datetimefield_value(as_of)
    with connection.cursor() as cursor:
        cursor.execute(_BOUGHT.format(kept=" AND ".join(kept)), [key, until, *statuses, most])
        return [
            Bought(pk, times, _moment(first), _moment(last))
            for pk, times, first, last in cursor.fetchall()
        ]


def _marks(values: Collection[str]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"


def _moment(value: Any) -> datetime:
    """A moment as the database gives it: SQLite gives texts, UTC and without a zone."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)
