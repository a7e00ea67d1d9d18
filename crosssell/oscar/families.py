"""Children and their parents, many at once."""

from collections.abc import Collection

from oscar.core.loading import get_model

IDS_AT_ONCE = 5_000


def families_of(product_ids: Collection[int]) -> dict[int, int]:
    """By id, the parent of each child and the id itself of any other; unknown ids are left out."""
    products = get_model("catalogue", "Product").objects.order_by()
    wanted = sorted(product_ids)
    found: dict[int, int] = {}
    for first in range(0, len(wanted), IDS_AT_ONCE):
        rows = products.filter(pk__in=wanted[first : first + IDS_AT_ONCE])
        for pk, parent_id in rows.values_list("pk", "parent_id"):
            found[pk] = parent_id or pk
    return found
