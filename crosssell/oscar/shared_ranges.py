"""Oscar's own offers that are about the same products as a bundle."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Q
from oscar.core.loading import get_model

from crosssell.oscar.basket_keys import keys_of
from crosssell.oscar.members import Statement, joined, of_category, of_class, of_range

Key = tuple[str, int]
# Of a large category or range so many products are asked about, and so many offers are told.
MOST_PRODUCTS, MOST_OFFERS = 2_000, 25
_MEMBERS: Mapping[str, Callable[[int, int], Statement]] = {
    "category": of_category,
    "range": of_range,
    "class": of_class,
}


@dataclass(frozen=True, slots=True)
class OverlappingOffer:
    """An offer that is open now and looks at, or gives on, some of the same products.

    ``type`` is Oscar's: "Site", "Voucher", "User" or "Session".
    """

    id: int
    name: str
    type: str


def overlapping_offers(targets: Collection[Key], at: datetime) -> tuple[OverlappingOffer, ...]:
    """The offers whose condition or benefit is about products of these targets; three queries.

    Bundles are left out. Offers of a range that is code (``proxy_class``) cannot be told.
    """
    products = _products(targets)
    ranges = {pk for kind, pk in chain.from_iterable(keys_of(products).values()) if kind == "range"}
    ranges |= {pk for kind, pk in targets if kind == "range"}
    if not ranges:
        return ()
    offers = get_model("offer", "ConditionalOffer")
    running = Q(end_datetime=None) | Q(end_datetime__gt=at)
    found = (
        offers.objects.filter(
            running,
            Q(condition__range_id__in=ranges) | Q(benefit__range_id__in=ranges),
            status=offers.OPEN,
        )
        .exclude(condition__proxy_class__startswith="crosssell.")
        .order_by("-priority", "pk")
    )
    rows = found.values_list("pk", "name", "offer_type")[:MOST_OFFERS]
    return tuple(OverlappingOffer(*row) for row in rows)


def _products(targets: Iterable[Key]) -> list[int]:
    """Ids of products that the targets name or hold, children as their parents."""
    named, statements = [], []
    for kind, pk in sorted(targets):
        if kind == "product":
            named.append(pk)
        elif kind in _MEMBERS:
            statements.append(_MEMBERS[kind](0, pk))
    if not statements:
        return named
    sql, values = joined(statements)
    bounded = f"SELECT DISTINCT product_id FROM ({sql}) held ORDER BY product_id LIMIT %s"  # noqa: S608 our own statements; values travel beside
    with connection.cursor() as cursor:
        cursor.execute(bounded, [*values, MOST_PRODUCTS])
        rows: list[Any] = cursor.fetchall()
    return named + [pk for (pk,) in rows]
