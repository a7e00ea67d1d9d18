"""What merchants make, to be looked up by typing: placements, rules, bundles, thresholds."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from crosssell import slots
from crosssell.admin.lookup.source import Rows


def _rows(model: str) -> Callable[[], QuerySet[Any]]:
    return lambda: apps.get_model("crosssell", model)._default_manager.all()


def _by_name(rows: Iterable[Any]) -> dict[Any, str]:
    return {row.pk: row.name for row in rows}


def placement_names(rows: Iterable[Any]) -> dict[Any, str]:
    """The title of each, else its number, and its place."""
    known = {slot.name: str(slot.label) for slot in slots.all_slots()}
    return {
        row.pk: f"{row.title or f'#{row.pk}'} · {known.get(row.slot, row.slot)}" for row in rows
    }


def _named(model: str) -> Rows:
    return Rows(
        rows=_rows(model),
        matching=lambda term: Q(name__icontains=term),
        names=_by_name,
        order=("priority", "name"),
    )


OWN = {
    "placement": Rows(
        rows=_rows("Placement"),
        matching=lambda term: Q(title__icontains=term) | Q(slot__icontains=term),
        names=placement_names,
        order=("slot", "position", "id"),
    ),
    "rule": _named("Rule"),
    "bundle": _named("Bundle"),
    "threshold": _named("Threshold"),
}
