"""Bestsellers of one page's category, or of the categories of its product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

_BEST = """
SELECT b."window", b.product_id, b.orders FROM crosssell_bestseller b
WHERE b.run_id = %s AND b."window" IN (windows) AND EXISTS (
    SELECT 1 FROM catalogue_productcategory filed
    JOIN catalogue_category own ON own.id = filed.category_id
    JOIN catalogue_category top ON SUBSTR(own.path, 1, LENGTH(top.path)) = top.path
    WHERE filed.product_id = b.product_id AND {about}
) ORDER BY b."window", b.rank
"""
_CATEGORY = "top.id = %s"
_PRODUCT = "top.id IN (SELECT category_id FROM catalogue_productcategory WHERE product_id = %s)"


def category_bestsellers(
    run_id: int | None,
    windows: Collection[int],
    limit: int,
    *,
    category_id: int | None = None,
    product_id: int | None = None,
) -> dict[int, list[tuple[int, int]]]:
    """By window, best first: (product, its orders in the window), in one query.

    In or below the category, or any category that the product (no variant) is filed in; nothing
    without either.
    """
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    about = product_id if category_id is None else category_id
    if run_id is None or about is None or not windows:
        return found
    sql = _BEST.replace("windows", ", ".join(["%s"] * len(windows))).format(
        about=_PRODUCT if category_id is None else _CATEGORY
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, (run_id, *windows, about))
        for window, one, orders in cursor.fetchall():
            if len(found[window]) < limit:
                found[window].append((one, orders))
    return found
