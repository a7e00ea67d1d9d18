"""Builds the category tree in bulk: department > shelf > kind, without a query for each node."""

from typing import Any

import pandas as pd
from django.utils.text import slugify
from oscar.core.loading import get_model

Category = get_model("catalogue", "Category")

Path = tuple[str, ...]


def plant(products: pd.DataFrame) -> dict[Path, int]:
    """Creates the categories that the products need and are not there yet.

    In: frame with `department`, `category` and `kind` (an empty name ends the path there). Out:
    the key of every needed category by its path of names. Departments come in the frame's order of
    size, biggest first, their shelves by name.
    """
    wanted = _paths(products)
    known = _existing()
    nodes: list[Any] = []
    children: dict[Path, int] = {}
    for path in known:
        children[path[:-1]] = children.get(path[:-1], 0) + 1
    paths: dict[Path, str] = {names: category.path for names, category in known.items()}
    for names in wanted:
        if names in known:
            continue
        parent = names[:-1]
        children[parent] = step = children.get(parent, 0) + 1
        base = paths.get(parent, "")
        paths[names] = base + Category._int2str(step).rjust(Category.steplen, "0")
        nodes.append(
            Category(
                path=paths[names],
                depth=len(names),
                numchild=0,
                name=names[-1],
                slug=slugify(names[-1]),
            )
        )
    Category.objects.bulk_create(nodes, batch_size=500)
    _count_children(children)
    return {names: category.pk for names, category in _existing().items()}


def _paths(products: pd.DataFrame) -> list[Path]:
    """Every path and its beginnings; parents before children, big departments first."""
    sizes = products.groupby("department").size()
    wanted: dict[Path, None] = {}
    levels = products[["department", "category", "kind"]].drop_duplicates()
    ordered = levels.assign(size=levels["department"].map(sizes)).sort_values(
        ["size", "department", "category", "kind"], ascending=[False, True, True, True]
    )
    for row in ordered.itertuples(index=False):
        names = path_of(row.department, row.category, row.kind)
        for depth in range(1, len(names) + 1):
            wanted.setdefault(names[:depth])
    return list(wanted)


def path_of(department: str, category: str, kind: str) -> Path:
    """The category path of a product: up to the first empty name, equal neighbours once."""
    names: list[str] = []
    for name in (department, category, kind):
        if not name:
            break
        if not names or names[-1].casefold() != name.casefold():
            names.append(name)
    return tuple(names)


def _existing() -> dict[Path, Any]:
    """The tree as it is, by path of names; of equal siblings the first."""
    found: dict[Path, Any] = {}
    names: dict[str, Path] = {}
    for category in Category.objects.order_by("path").only("path", "depth", "name", "numchild"):
        above = names.get(category.path[: -Category.steplen], ())
        names[category.path] = (*above, category.name)
        found.setdefault(names[category.path], category)
    return found


def _count_children(children: dict[Path, int]) -> None:
    changed = []
    for names, category in _existing().items():
        if category.numchild != children.get(names, 0):
            category.numchild = children.get(names, 0)
            changed.append(category)
    Category.objects.bulk_update(changed, ["numchild"], batch_size=400)
