"""Shelves: the products of a category, of an attribute's value or of a range, the best first.

A shelf holds public products, no variants: first the bestsellers of the run, then the newest, at
most ``MOST``. Many pages stand before the same shelf, so it is kept in the cache for
``CROSSSELL["CANDIDATE_CACHE_SECONDS"]``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Hashable
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection

from crosssell import conf, quick_cache
from crosssell.oscar.members import (
    AttributeValue,
    Statement,
    joined,
    of_category,
    of_class,
    of_offer,
    of_range,
    of_value,
)

MOST = 1_000
WINDOW = 90
_SHELVES = """
WITH best AS (
    SELECT product_id, MIN(rank) AS place FROM crosssell_bestseller
    WHERE run_id = %s AND "window" = {window} GROUP BY product_id
), found AS (
    SELECT shelf, product_id FROM ({found}) every GROUP BY shelf, product_id
)
SELECT shelf, id, date_created FROM (
    SELECT found.shelf, p.id, p.date_created, ROW_NUMBER() OVER (
        PARTITION BY found.shelf
        ORDER BY COALESCE(best.place, 1000000), p.date_created DESC, p.id DESC
    ) AS place
    FROM found
    JOIN catalogue_product p ON p.id = found.product_id
    LEFT JOIN best ON best.product_id = p.id
    WHERE p.is_public AND p.parent_id IS NULL AND p.date_created <= %s
) placed WHERE place <= {most} ORDER BY shelf, place
"""

Name = TypeVar("Name", bound=Hashable)


def of_categories(
    run_id: int | None, ids: Collection[int], as_of: datetime
) -> dict[int, list[int]]:
    """By category, the products in it or below it; empty for one that does not exist."""
    return _shelves("category", run_id, ids, as_of, of_category)


def of_classes(run_id: int | None, ids: Collection[int], as_of: datetime) -> dict[int, list[int]]:
    """By product class, the products of it."""
    return _shelves("class", run_id, ids, as_of, of_class)


def of_values(
    run_id: int | None, values: Collection[AttributeValue], as_of: datetime
) -> dict[AttributeValue, list[int]]:
    """By value of an attribute, the products that have it, themselves or as a variant."""
    return _shelves("value", run_id, values, as_of, of_value)


def of_ranges(run_id: int | None, ids: Collection[int], as_of: datetime) -> dict[int, list[int]]:
    """By range, the products in it; none for ranges that are code, or do not exist."""
    return _shelves("range", run_id, ids, as_of, of_range)


def of_offers(run_id: int | None, ids: Collection[int], as_of: datetime) -> dict[int, list[int]]:
    """As ``of_ranges``, without products that no offer may touch."""
    return _shelves("offer", run_id, ids, as_of, of_offer)


def _shelves(
    kind: str,
    run_id: int | None,
    names: Collection[Name],
    as_of: datetime,
    members: Callable[[int, Name], Statement],
) -> dict[Name, list[int]]:
    """What stands on each shelf, in one query for all that the cache does not hold."""
    keys = {name: _key(kind, name, run_id, as_of) for name in names}
    kept = quick_cache.get(keys.values()) if keys else {}
    missing = [name for name, key in keys.items() if key not in kept]
    if missing:
        read = _read(run_id, [members(place, name) for place, name in enumerate(missing)], as_of)
        fresh = {keys[name]: read.get(place, ([], [])) for place, name in enumerate(missing)}
        seconds = conf.settings().candidate_cache_seconds
        if seconds:
            quick_cache.put(fresh, seconds)
        kept = {**kept, **fresh}
    until = as_of.timestamp()
    found: dict[Name, list[int]] = {}
    for name, key in keys.items():
        ids, since = kept[key]
        # Whoever filled the cache may have stood later on the same day.
        found[name] = [pk for pk, at in zip(ids, since, strict=True) if at <= until]
    return found


def _read(
    run_id: int | None, statements: list[Statement], as_of: datetime
) -> dict[int, tuple[list[int], list[float]]]:
    sql, params = joined(statements)
    until = connection.ops.adapt_datetimefield_value(as_of)
    found: dict[int, tuple[list[int], list[float]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _SHELVES.format(window=WINDOW, most=MOST, found=sql),
            [-1 if run_id is None else run_id, *params, until],
        )
        for shelf, pk, created in cursor.fetchall():
            ids, since = found.setdefault(shelf, ([], []))
            ids.append(pk)
            since.append(_moment(created).timestamp())
    return found


def _moment(value: Any) -> datetime:
    """A moment as the database gives it: SQLite gives texts, UTC and without a zone."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _key(kind: str, name: Any, run_id: int | None, as_of: datetime) -> str:
    text = repr((kind, name, run_id, as_of.astimezone(UTC).date().isoformat()))
    return f"crosssell:shelf:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
