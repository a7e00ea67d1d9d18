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


def children_of(parent_ids: Collection[int]) -> dict[int, list[int]]:
    """By parent, its public variants, in one query; none without parents."""
    found: dict[int, list[int]] = {}
    if parent_ids:
        products = get_model("catalogue", "Product").objects.order_by("pk")
        rows = products.filter(parent_id__in=parent_ids, is_public=True)
        for parent_id, pk in rows.values_list("parent_id", "pk"):
            found.setdefault(parent_id, []).append(pk)
    return found
