"""Categories of products with all their ancestors, by treebeard's materialised paths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

_OF_PRODUCTS = """
SELECT pc.product_id, pc.category_id, around.id
FROM catalogue_productcategory pc
JOIN catalogue_category own ON own.id = pc.category_id
JOIN catalogue_category around ON SUBSTR(own.path, 1, LENGTH(around.path)) = around.path
WHERE pc.product_id IN (ids)
"""
_AROUND = """
SELECT DISTINCT around.id
FROM (
    SELECT DISTINCT pc.category_id FROM catalogue_productcategory pc WHERE pc.product_id IN (ids)
) filed
JOIN catalogue_category own ON own.id = filed.category_id
JOIN catalogue_category around ON SUBSTR(own.path, 1, LENGTH(around.path)) = around.path
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


def categories_around(product_ids: Collection[int]) -> frozenset[int]:
    """The categories, with ancestors, of all these products together, in one query.

    Children stand for their parents; ids of no product bring nothing.
    """
    if not product_ids:
        return frozenset()
    products = get_model("catalogue", "Product").objects.order_by().filter(pk__in=product_ids)
    return around_families(products.annotate(family=Coalesce("parent_id", "pk")).values("family"))


def around_families(families: QuerySet[Any]) -> frozenset[int]:
    """The categories, with ancestors, of the products that a query of ids finds, in one query."""
    sql, values = families.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_AROUND.replace("ids", sql), values)
        return frozenset(pk for (pk,) in cursor.fetchall())


def ancestors_of(path: str) -> frozenset[int]:
    """The ids of the categories above this path; no query at the root."""
    category = get_model("catalogue", "Category")
    above = [path[:end] for end in range(category.steplen, len(path), category.steplen)]
    if not above:
        return frozenset()
    return frozenset(category.objects.filter(path__in=above).values_list("pk", flat=True))
