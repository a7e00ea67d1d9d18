"""The attribute values of one product, as Oscar holds them, to look for others that have them."""

from __future__ import annotations

from collections.abc import Collection

from oscar.core.loading import get_model

from crosssell.core.data import Product
from crosssell.oscar.members import EQUAL, AttributeValue

# Longer texts describe one product; no other has the same.
MOST_CHARACTERS = 200
MOST_VALUES = 60


def values_of(
    product: Product, codes: Collection[str] | None = None
) -> dict[str, tuple[AttributeValue, ...]]:
    """By attribute's code (these, or all), the values of the product, in one query.

    A variant has its parent's values, and its own over them. An attribute with several options
    has several values. Types without equal values (dates, pictures, long texts) are left out.
    """
    rows = get_model("catalogue", "ProductAttributeValue").objects.filter(
        product_id__in={product.id, product.family}, attribute__type__in=list(EQUAL)
    )
    if codes is not None:
        rows = rows.filter(attribute__code__in=codes)
    columns = [column for column, _equal in EQUAL.values()]
    places = {kind: columns.index(column) for kind, (column, _equal) in EQUAL.items()}
    own: dict[str, dict[bool, dict[AttributeValue, None]]] = {}
    for product_id, code, kind, *found in rows.order_by("attribute__code", "pk").values_list(
        "product_id", "attribute__code", "attribute__type", *columns
    ):
        value = found[places[kind]]
        if (
            value is None
            or value == ""
            or (isinstance(value, str) and len(value) > MOST_CHARACTERS)
        ):
            continue
        sides = own.setdefault(code, {})
        sides.setdefault(product_id == product.id, {})[AttributeValue(code, kind, value)] = None
        if len(own) >= MOST_VALUES:
            break
    return {code: tuple(sides.get(True) or sides[False]) for code, sides in own.items()}
