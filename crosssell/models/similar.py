"""What a product shares with those that may be like it, read for a bounded number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable
from datetime import datetime

from django.db import connection

from crosssell.core.likeness import Features, words

# Proposed are the best of its categories, of the shop, and who has the same option of an attribute.
BESTSELLERS, WITH_OPTION, WINDOW = 30, 30, 90
_SAME = """
    (other.value_text = mine.value_text AND mine.value_text <> '')
    OR other.value_option_id = mine.value_option_id
    OR other.value_integer = mine.value_integer
    OR other.value_float = mine.value_float
    OR other.value_boolean = mine.value_boolean
"""
_SHARED = """
WITH pool AS (
    SELECT id FROM catalogue_product WHERE id IN ({ids})
    UNION
    SELECT product_id FROM crosssell_bestseller
    WHERE run_id = %s AND "window" = {window} AND rank <= {bestsellers}
    UNION
    SELECT product_id FROM (
        SELECT other.product_id
        FROM catalogue_productattributevalue mine
        JOIN catalogue_productattributevalue other
        ON other.value_option_id = mine.value_option_id AND other.attribute_id = mine.attribute_id
        WHERE mine.product_id = %s ORDER BY other.product_id DESC LIMIT {with_option}
    ) alike
), compared AS (
    SELECT p.id, p.title FROM pool JOIN catalogue_product p ON p.id = pool.id
    WHERE p.id = %s OR (p.is_public AND p.parent_id IS NULL AND p.date_created <= %s)
)
SELECT id, 'title', 0, title FROM compared
UNION ALL
SELECT compared.id, 'category', filed.category_id, ''
FROM catalogue_productcategory own
JOIN catalogue_productcategory filed ON filed.category_id = own.category_id
JOIN compared ON compared.id = filed.product_id
WHERE own.product_id = %s
UNION ALL
SELECT compared.id, 'attributes', mine.id, attribute.code
FROM catalogue_productattributevalue mine
JOIN catalogue_productattribute attribute ON attribute.id = mine.attribute_id
JOIN catalogue_productattribute alike
ON alike.code = attribute.code AND alike.type = attribute.type
CROSS JOIN compared
JOIN catalogue_productattributevalue other
ON other.attribute_id = alike.id AND other.product_id = compared.id AND ({same})
WHERE mine.product_id = %s
UNION ALL
SELECT compared.id, 'attributes', -chosen.attributeoption_id, attribute.code
FROM catalogue_productattributevalue mine
JOIN catalogue_productattribute attribute ON attribute.id = mine.attribute_id
JOIN catalogue_productattributevalue_value_multi_option chosen
ON chosen.productattributevalue_id = mine.id
JOIN catalogue_productattributevalue_value_multi_option theirs
ON theirs.attributeoption_id = chosen.attributeoption_id
JOIN catalogue_productattributevalue other ON other.id = theirs.productattributevalue_id
JOIN compared ON compared.id = other.product_id
WHERE mine.product_id = %s
"""


def features(
    run_id: int | None, product_id: int, beside: Collection[int], as_of: datetime
) -> dict[int, Features]:
    """By product, what it shares with this one (with all words of its title), in one query.

    For this one, ``beside``, the first bestsellers of the run, and some with the same options;
    public ones that were there at ``as_of``, no variants. Attributes are (code, number), with a
    number for each value of this product; values of variants are not compared.
    """
    found: defaultdict[int, defaultdict[str, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    ids = [product_id, *beside]
    until = connection.ops.adapt_datetimefield_value(as_of)
    run = -1 if run_id is None else run_id
    with connection.cursor() as cursor:
        cursor.execute(
            _SHARED.format(
                ids=", ".join(["%s"] * len(ids)),
                window=WINDOW,
                bestsellers=BESTSELLERS,
                with_option=WITH_OPTION,
                same=_SAME,
            ),
            [*ids, run, product_id, product_id, until, product_id, product_id, product_id],
        )
        for pk, kind, number, text in cursor.fetchall():
            if kind == "title":
                found[pk]["title"] |= words(text)
            else:
                found[pk][kind].add(number if kind == "category" else (text, number))
    return {
        pk: {kind: frozenset(some) for kind, some in kinds.items()} for pk, kinds in found.items()
    }
