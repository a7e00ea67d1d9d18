"""Categories of products with all their ancestors, by treebeard's materialised paths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from oscar.core.loading import get_model

_OF_PRODUCTS = """
SELECT pc.product_id, pc.category_id, around.id
FROM catalogue_productcategory pc
JOIN catalogue_category own ON own.id = pc.category_id
JOIN catalogue_category around ON SUBSTR(own.path, 1, LENGTH(around.path)) = around.path
WHERE pc.product_id IN (ids)
"""


@dataclass(frozen=True, slots=True)
class Categories:
    """``own`` are the categories a product is filed in, ``all`` these and their ancestors."""

    own: frozenset[int] = frozenset()
    all: frozenset[int] = frozenset()


def categories_of(product_ids: Collection[int]) -> dict[int, Categories]:
    """The categories of each product (parents and standalone products are filed), in one query."""
    own: defaultdict[int, set[int]] = defaultdict(set)
    around: defaultdict[int, set[int]] = defaultdict(set)
    if product_ids:
        marks = ", ".join(["%s"] * len(product_ids))
        with connection.cursor() as cursor:
            cursor.execute(_OF_PRODUCTS.replace("ids", marks), tuple(product_ids))
            for product_id, category_id, ancestor_id in cursor.fetchall():
                own[product_id].add(category_id)
                around[product_id].add(ancestor_id)
    return {
        product_id: Categories(
            frozenset(own.get(product_id, ())), frozenset(around.get(product_id, ()))
        )
        for product_id in product_ids
    }


def ancestors_of(path: str) -> frozenset[int]:
    """The ids of the categories above this path; no query at the root."""
    category = get_model("catalogue", "Category")
    above = [path[:end] for end in range(category.steplen, len(path), category.steplen)]
    if not above:
        return frozenset()
    return frozenset(category.objects.filter(path__in=above).values_list("pk", flat=True))
