"""Which of Oscar's ranges hold which products, for many products and all ranges at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from crosssell.core.data import Product
from crosssell.oscar.categories import filed

_ROWS = """
, wanted AS (SELECT id, is_discountable FROM catalogue_product WHERE id IN (ids))
SELECT 'product', member.product_id, member.range_id, CAST(NULL AS VARCHAR)
FROM offer_rangeproduct member JOIN wanted ON wanted.id = member.product_id
UNION ALL
SELECT 'not product', member.product_id, member.range_id, NULL
FROM offer_range_excluded_products member JOIN wanted ON wanted.id = member.product_id
UNION ALL
SELECT 'class', member.productclass_id, member.range_id, NULL FROM offer_range_classes member
UNION ALL
SELECT 'category', filed.product_id, member.range_id, NULL
FROM filed JOIN above ON above.category_id = filed.category_id
JOIN offer_range_included_categories member ON member.category_id = above.above_id
UNION ALL
SELECT 'not category', filed.product_id, member.range_id, NULL
FROM filed JOIN above ON above.category_id = filed.category_id
JOIN offer_range_excluded_categories member ON member.category_id = above.above_id
UNION ALL
SELECT CASE WHEN proxy_class IS NULL THEN 'all' ELSE 'custom' END, 0, id, NULL
FROM offer_range WHERE includes_all_products OR proxy_class IS NOT NULL
UNION ALL
SELECT 'no discount', id, 0, NULL FROM wanted WHERE NOT is_discountable
"""
# What the first column says.
_KINDS = frozenset(
    {"product", "not product", "class", "category", "not category", "all", "custom", "no discount"}
)
Row = tuple[str, int, int, Any]
Found = defaultdict[str, defaultdict[int, set[int]]]


@dataclass(frozen=True, slots=True)
class Membership:
    """The ranges that hold a product, and whether offers may touch it at all."""

    range_ids: frozenset[int]
    discountable: bool


def memberships(products: Iterable[Product]) -> dict[int, Membership]:
    """What Oscar's ``Range.contains_product`` says of each product and every range, in one query.

    A child is where its parent is, too. Ranges with a class of their own (``proxy_class``) are
    code that answers for one product at a time; they hold nothing here.
    """
    return held(products)[0]


def held(
    products: Iterable[Product], others: str = "", params: Sequence[Any] = ()
) -> tuple[dict[int, Membership], list[Row]]:
    """The same, and the rows of another query of four columns, which costs none of its own.

    Its first column holds texts that none of these here has, so that the rows can be told apart.
    """
    known = list(products)
    wanted = {one.id for one in known} | {one.family for one in known}
    if not wanted:
        return {}, []
    found, told = read(", ".join(["%s"] * len(wanted)), tuple(wanted), others, params)
    return {
        one.id: Membership(
            holding(found, one.id, one.family, one.class_id),
            one.id not in found["no discount"],
        )
        for one in known
    }, told


def read(
    ids: str, values: Sequence[Any], others: str = "", params: Sequence[Any] = ()
) -> tuple[Found, list[Row]]:
    """What the tables say of products, and the rows of ``others``, in one query.

    ``ids`` are marks for ``values`` or a subquery that takes them; it holds the parents, too. The
    other query may read ``filed`` and ``above`` (see ``crosssell.oscar.categories``).
    """
    found: Found = defaultdict(lambda: defaultdict(set))
    sql = filed(ids) + _ROWS.replace("ids", ids) + (f"UNION ALL {others}" if others else "")
    told: list[Row] = []
    with connection.cursor() as cursor:
        cursor.execute(sql, (*values, *values, *params))
        for row in cursor.fetchall():
            if row[0] in _KINDS:
                found[row[0]][row[1]].add(row[2])
            else:
                told.append(row)
    return found, told


def holding(found: Found, product_id: int, family: int, class_id: int | None) -> frozenset[int]:
    """The ranges that hold the product; ``family`` is its parent or itself."""

    def named(kind: str) -> set[int]:
        return found[kind][product_id] | found[kind][family]

    everything = found["all"][0]
    included = named("product") | named("category")
    if class_id is not None:
        included |= found["class"][class_id]
    # What Oscar does: a range of all products leaves out a child only by the child's own row.
    left_out = found["not product"][product_id] | named("not category")
    holds = (included - everything - named("not product")) | (everything - left_out)
    return frozenset(holds - found["custom"][0])
