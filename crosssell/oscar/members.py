"""Who belongs to a category, has an attribute's value, or is in a range: SQL to be joined.

Each function returns a statement that selects (shelf, product_id), and its parameters. Products
are parents or standalone: a child brings its parent. The same product may come more than once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Statement = tuple[str, list[Any]]

_IN_CATEGORY = """
SELECT %s AS shelf, filed.product_id AS product_id
FROM catalogue_category top
JOIN catalogue_category own ON SUBSTR(own.path, 1, LENGTH(top.path)) = top.path
JOIN catalogue_productcategory filed ON filed.category_id = own.id
WHERE top.id = %s
"""
_WITH_VALUE = """
SELECT %s AS shelf, COALESCE(has.parent_id, has.id) AS product_id
FROM catalogue_productattribute attribute
JOIN catalogue_productattributevalue value ON value.attribute_id = attribute.id
JOIN catalogue_product has ON has.id = value.product_id AND has.is_public
WHERE attribute.code = %s AND attribute.type = %s AND {equal}
"""
_OPTION = "value.value_option_id IN (SELECT id FROM catalogue_attributeoption WHERE option = %s)"
_MULTI_OPTION = """value.id IN (
    SELECT chosen.productattributevalue_id
    FROM catalogue_productattributevalue_value_multi_option chosen
    JOIN catalogue_attributeoption named ON named.id = chosen.attributeoption_id
    WHERE named.option = %s
)"""
# By type: the column that a page's value is read from, and what an equal one is.
EQUAL = {
    "text": ("value_text", "value.value_text = %s"),
    "integer": ("value_integer", "value.value_integer = %s"),
    "float": ("value_float", "value.value_float = %s"),
    "boolean": ("value_boolean", "value.value_boolean = %s"),
    "option": ("value_option__option", _OPTION),
    "multi_option": ("value_multi_option__option", _MULTI_OPTION),
}
# A child of what is left out is left out, too (see crosssell.oscar.ranges).
_IN_RANGE = """
SELECT shelf, COALESCE(one.parent_id, one.id) AS product_id FROM (
    SELECT %s AS shelf, product_id FROM offer_rangeproduct WHERE range_id = %s
    UNION ALL
    SELECT %s, filed.product_id FROM offer_range_included_categories member
    JOIN catalogue_category top ON top.id = member.category_id
    JOIN catalogue_category own ON SUBSTR(own.path, 1, LENGTH(top.path)) = top.path
    JOIN catalogue_productcategory filed ON filed.category_id = own.id
    WHERE member.range_id = %s
    UNION ALL
    SELECT %s, of_class.id FROM offer_range_classes member
    JOIN catalogue_product of_class ON of_class.product_class_id = member.productclass_id
    WHERE member.range_id = %s
    UNION ALL
    SELECT %s, every.id FROM offer_range whole JOIN catalogue_product every
    ON every.parent_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM offer_range_excluded_categories member
        JOIN catalogue_category top ON top.id = member.category_id
        JOIN catalogue_category own ON SUBSTR(own.path, 1, LENGTH(top.path)) = top.path
        JOIN catalogue_productcategory filed ON filed.category_id = own.id
        WHERE member.range_id = whole.id AND filed.product_id = every.id
    )
    WHERE whole.id = %s AND whole.includes_all_products
) member
JOIN catalogue_product one ON one.id = member.product_id AND one.is_public
WHERE EXISTS (SELECT 1 FROM offer_range WHERE id = %s AND proxy_class IS NULL)
AND NOT EXISTS (
    SELECT 1 FROM offer_range_excluded_products gone
    WHERE gone.range_id = %s AND gone.product_id IN (one.id, one.parent_id)
)
"""
_OF_CLASS = """
SELECT %s AS shelf, id AS product_id FROM catalogue_product WHERE product_class_id = %s
"""
_DISCOUNTABLE = """
SELECT held.shelf AS shelf, held.product_id AS product_id FROM ({held}) held
JOIN catalogue_product sold ON sold.id = held.product_id AND sold.is_discountable
"""


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """A value of an attribute, of one of the types of ``EQUAL``; ``value`` as Oscar holds it."""

    code: str
    type: str
    value: Any


def of_category(shelf: int, category_id: int) -> Statement:
    """Products filed in the category or below it."""
    return _IN_CATEGORY, [shelf, category_id]


def of_class(shelf: int, class_id: int) -> Statement:
    """Products of the class."""
    return _OF_CLASS, [shelf, class_id]


def of_value(shelf: int, value: AttributeValue) -> Statement:
    """Products with exactly this value, themselves or as one of their variants."""
    equal = EQUAL[value.type][1]
    return _WITH_VALUE.format(equal=equal), [shelf, value.code, value.type, value.value]


def of_range(shelf: int, range_id: int) -> Statement:
    """Products in the range; none of a range that is code (``proxy_class``)."""
    return _IN_RANGE, [*[shelf, range_id] * 4, range_id, range_id]


def of_offer(shelf: int, range_id: int) -> Statement:
    """Products in the range of an offer, without those that no offer may touch."""
    sql, values = of_range(shelf, range_id)
    return _DISCOUNTABLE.format(held=sql), values


def joined(statements: Sequence[Statement]) -> Statement:
    """All of them as one statement."""
    return (
        " UNION ALL ".join(sql for sql, _ in statements),
        [value for _, values in statements for value in values],
    )
