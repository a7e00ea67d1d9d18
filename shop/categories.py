"""The part of the category tree that a shopper sees at once."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model

Category = get_model("catalogue", "Category")


@dataclass
class Branch:
    """A category in the side column and, where it is open, those below it."""

    name: str
    url: str
    is_current: bool
    below: list["Branch"] = field(default_factory=list)


def open_branch(current: Any | None) -> list[Branch]:
    """Return the departments, opened down to the children of `current`, with one query."""
    wanted = Q(depth=1)
    if current is not None:
        step = Category.steplen
        for depth in range(1, current.depth + 1):
            wanted |= Q(depth=depth + 1, path__startswith=current.path[: depth * step])
    rows = Category.objects.browsable().filter(wanted, exclude_from_menu=False).order_by("path")
    departments: list[Branch] = []
    slugs: dict[str, str] = {"": ""}
    branches: dict[str, Branch] = {}
    for row in rows:
        above = row.path[: -Category.steplen]
        if above and above not in branches:
            # Hidden from the menu, and so is what lies below.
            continue
        branch = Branch(row.name, row._get_absolute_url(slugs[above]), row == current)
        slugs[row.path] = row.get_full_slug(slugs[above])
        branches[row.path] = branch
        (branches[above].below if above else departments).append(branch)
    return departments
