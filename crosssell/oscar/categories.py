"""Categories of products with all their ancestors, by treebeard's materialised paths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

# Which product is filed where, and what lies above: each ancestor is found by its whole path, in
# the index, so that a large tree costs what a small one does.
_FILED = """
WITH steps (length) AS (VALUES paths),
filed AS (
    SELECT product_id, category_id FROM catalogue_productcategory WHERE product_id IN (ids)
),
above AS (
    SELECT own.id AS category_id, up.id AS above_id
    FROM (SELECT DISTINCT category_id FROM filed) mine
    JOIN catalogue_category own ON own.id = mine.category_id
    JOIN steps ON steps.length <= LENGTH(own.path)
    JOIN catalogue_category up ON up.path = SUBSTR(own.path, 1, steps.length)
)
"""
_OF_PRODUCTS = """
SELECT product_id, category_id, 0 FROM filed UNION ALL SELECT 0, category_id, above_id FROM above
"""
_AROUND = "SELECT DISTINCT above_id FROM above"


@dataclass(frozen=True, slots=True)
class Categories:
    """``own`` are the categories a product is filed in, ``all`` these and their ancestors."""

    own: frozenset[int] = frozenset()
    all: frozenset[int] = frozenset()


def categories_of(product_ids: Collection[int]) -> dict[int, Categories]:
    """The categories of each product (parents and standalone products are filed), in one query."""
    own: defaultdict[int, set[int]] = defaultdict(set)
    above: defaultdict[int, set[int]] = defaultdict(set)
    if product_ids:
        marks = ", ".join(["%s"] * len(product_ids))
        with connection.cursor() as cursor:
            cursor.execute(filed(marks) + _OF_PRODUCTS, tuple(product_ids))
            for product_id, category_id, above_id in cursor.fetchall():
                if above_id:
                    above[category_id].add(above_id)
                else:
                    own[product_id].add(category_id)
    nothing = Categories()
    known: dict[frozenset[int], Categories] = {}
    found = {}
    for product_id in product_ids:
        filed_in = frozenset(own.get(product_id, ()))
        if filed_in not in known:
            known[filed_in] = (
                Categories(filed_in, frozenset().union(*(above[pk] for pk in filed_in)))
                if filed_in
                else nothing
            )
        found[product_id] = known[filed_in]
    return found


def filed(ids: str) -> str:
    """SQL that a query may begin with, about the products of these ids (marks, or a subquery).

    It names the tables ``filed`` (product_id, category_id) and ``above`` (category_id and
    above_id: the category itself and each of its ancestors).
    """
    return _FILED.replace("ids", ids).replace("paths", _steps())


@lru_cache(maxsize=1)
def _steps() -> str:
    category = get_model("catalogue", "Category")
    longest = category._meta.get_field("path").max_length
    lengths = range(category.steplen, longest + 1, category.steplen)
    return ", ".join(f"({length})" for length in lengths)


def around_products(product_ids: Collection[int]) -> frozenset[int]:
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
        cursor.execute(filed(sql) + _AROUND, values)
        return frozenset(pk for (pk,) in cursor.fetchall())


def ancestors_of(path: str) -> frozenset[int]:
    """The ids of the categories above this path; no query at the root."""
    category = get_model("catalogue", "Category")
    above = [path[:end] for end in range(category.steplen, len(path), category.steplen)]
    if not above:
        return frozenset()
    return frozenset(category.objects.filter(path__in=above).values_list("pk", flat=True))
