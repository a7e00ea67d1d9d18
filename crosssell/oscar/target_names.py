"""What a shop calls the things that bundles speak of."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from oscar.core.loading import get_model

# A kind ("product", "category", "range", "class"; "group" of customers) and an id.
Key = tuple[str, int]


def names_of(keys: Iterable[Key]) -> dict[Key, str]:
    """The plain names of these, with one query a kind; what is gone is missing.

    A variant without a title of its own has its parent's, as on its page.
    """
    wanted: dict[str, set[int]] = {}
    for kind, pk in keys:
        wanted.setdefault(kind, set()).add(pk)
    return {
        (kind, pk): name
        for kind, ids in wanted.items()
        if kind in _READ
        for pk, name in _READ[kind](ids)
    }


def _titles(ids: set[int]) -> Iterable[tuple[int, str]]:
    rows = get_model("catalogue", "Product").objects.filter(pk__in=ids).order_by()
    for pk, title, parent in rows.values_list("pk", "title", "parent__title"):
        yield pk, title or parent or f"#{pk}"


def _named(app: str, model: str) -> Callable[[set[int]], Any]:
    return lambda ids: (
        apps.get_model(app, model)
        ._default_manager.filter(pk__in=ids)
        .order_by()
        .values_list("pk", "name")
    )


_READ: dict[str, Callable[[set[int]], Iterable[tuple[int, str]]]] = {
    "product": _titles,
    "category": _named("catalogue", "Category"),
    "range": _named("offer", "Range"),
    "class": _named("catalogue", "ProductClass"),
    "group": _named("auth", "Group"),
}
