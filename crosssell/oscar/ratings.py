"""The best rated products, by the reviews that were written before a moment.

Oscar keeps the average of a product on the product itself, but as it is today: a back-test would
know what customers said later. So the reviews are counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection
from oscar.core.loading import get_model

from crosssell import conf, quick_cache

# How many reviews the average of the shop counts as, beside a product's own.
PRIOR = 5.0
_RATED = """
WITH rated AS (
    SELECT COALESCE(p.parent_id, p.id) AS product_id, COUNT(*) AS reviews, SUM(r.score) AS stars
    FROM reviews_productreview r JOIN catalogue_product p ON p.id = r.product_id
    WHERE r.status = %s AND r.date_created < %s
    GROUP BY COALESCE(p.parent_id, p.id)
), shop AS (
    SELECT 1.0 * SUM(stars) / SUM(reviews) AS mean FROM rated
), scored AS (
    SELECT rated.product_id, rated.reviews, 1.0 * rated.stars / rated.reviews AS average,
        ({prior} * shop.mean + rated.stars) / ({prior} + rated.reviews) AS score
    FROM rated CROSS JOIN shop JOIN catalogue_product p ON p.id = rated.product_id
    WHERE p.is_public AND {where}
)
{best}
"""
_BEST = """
SELECT * FROM (
    SELECT CAST(%s AS integer) AS least, product_id, reviews, average, score FROM scored
    WHERE reviews >= %s ORDER BY score DESC, reviews DESC, product_id LIMIT %s
) best{place}
"""
_EVERYWHERE = "1 = 1"
_FILED = """rated.product_id IN (
    SELECT filed.product_id FROM catalogue_category top
    JOIN catalogue_category own ON SUBSTR(own.path, 1, LENGTH(top.path)) = top.path
    JOIN catalogue_productcategory filed ON filed.category_id = own.id
    WHERE top.id IN (tops)
)"""


class Rated(NamedTuple):
    """A product's Bayesian average (``score``), its plain one (0 to 5), and how many reviews."""

    product_id: int
    reviews: int
    average: float
    score: float


def best_rated(
    as_of: datetime, leasts: Collection[int], limit: int, category_ids: Collection[int] | None
) -> dict[int, list[Rated]]:
    """By least number of reviews, the best rated products, in one query.

    In or below these categories; None is the whole shop. The score is
    ``(m C + sum of stars) / (m + reviews)`` with C the average of the shop and m = ``PRIOR``: the
    Bayesian average that IMDb's "weighted rating" made known. Reviews count from the day after
    they were written (UTC), so that an answer holds for a day; it is kept for
    ``CROSSSELL["CANDIDATE_CACHE_SECONDS"]``.
    """
    if not leasts or (category_ids is not None and not category_ids):
        return {least: [] for least in leasts}
    about = None if category_ids is None else tuple(sorted(category_ids))
    day = as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    keys = {least: _key(least, limit, about, day) for least in leasts}
    kept = quick_cache.get(keys.values())
    missing = [least for least, key in keys.items() if key not in kept]
    if missing:
        read = _read(day, missing, limit, about)
        fresh = {keys[least]: read.get(least, []) for least in missing}
        seconds = conf.settings().candidate_cache_seconds
        if seconds:
            quick_cache.put(fresh, seconds)
        kept = {**kept, **fresh}
    return {least: [Rated(*row) for row in kept[key]] for least, key in keys.items()}


def _read(
    day: datetime, leasts: Sequence[int], limit: int, about: tuple[int, ...] | None
) -> dict[int, list[tuple[int, int, float, float]]]:
    where = _EVERYWHERE if about is None else _FILED.replace("tops", ", ".join(["%s"] * len(about)))
    best = " UNION ALL ".join(_BEST.format(place=place) for place in range(len(leasts)))
    approved = get_model("reviews", "ProductReview").APPROVED
    values = [approved, connection.ops.adapt_datetimefield_value(day), *(about or ())]
    for least in leasts:
        values += [least, least, limit]
    found: dict[int, list[tuple[int, int, float, float]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_RATED.format(prior=PRIOR, where=where, best=best), values)
        for least, pk, reviews, average, score in cursor.fetchall():
            found.setdefault(least, []).append((pk, reviews, float(average), float(score)))
    for rows in found.values():
        rows.sort(key=lambda row: (-row[3], -row[1], row[0]))
    return found


def _key(least: int, limit: int, about: tuple[int, ...] | None, day: datetime) -> str:
    text = repr((least, limit, about, day.date().isoformat()))
    return f"crosssell:rated:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
