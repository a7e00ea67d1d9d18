"""Products as gifts: which cannot be given, and which cannot be given now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from oscar.core.loading import get_model

from crosssell.oscar.fillings import guests_strategy


def parents_among(ids: Iterable[int]) -> list[str]:
    """The titles of those that have variants, which alone are sold; one query."""
    rows = _products(ids).filter(structure="parent").order_by("title")
    return [str(title) for title in rows.values_list("title", flat=True)]


def not_to_be_had(ids: Iterable[int]) -> list[str]:
    """The titles of those that a guest could not buy now: hidden, without price, out of stock."""
    wanted = list(ids)
    if not wanted:
        return []
    strategy = guests_strategy()
    rows = {one.pk: one for one in _products(wanted).select_related("parent", "product_class")}
    return [
        rows[pk].get_title() for pk in wanted if pk in rows and not _buyable(strategy, rows[pk])
    ]


def _buyable(strategy: Any, product: Any) -> bool:
    hidden = not product.is_public or (product.is_child and not product.parent.is_public)
    if hidden or product.is_parent:
        return False
    info = strategy.fetch_for_product(product)
    return bool(info.price.exists and info.availability.is_available_to_buy)


def _products(ids: Iterable[int]) -> Any:
    return get_model("catalogue", "Product").objects.filter(pk__in=list(ids))
