"""Writes what an import plans, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from crosssell.models import Placement, Rule
from crosssell.transfer.reading import Entry
from crosssell.transfer.shapes import SHAPES, Shape

BATCH = 1_000


def rows_of(entries: Iterable[Entry]) -> list[Any]:
    """The rows that the entries would change, as they are now."""
    found: list[Any] = []
    for section, shape in SHAPES.items():
        pks = [one.pk for one in entries if one.section == section and _changes(one) and one.pk]
        for first in range(0, len(pks), BATCH):
            found += shape.model._default_manager.filter(pk__in=pks[first : first + BATCH])
    return found


def save(entries: Iterable[Entry]) -> list[Model]:
    """Save every entry that is new or differs, and return the rows, rules first."""
    entries = [one for one in entries if _changes(one)]
    there = {(type(row), row.pk): row for row in rows_of(entries)}
    saved: list[Model] = []
    for section, shape in SHAPES.items():
        wanted = [one for one in entries if one.section == section]
        rows = [there.get((shape.model, one.pk)) or shape.model() for one in wanted]
        for entry, row in zip(wanted, rows, strict=True):
            for name in _columns(shape):
                suffix = "_id" if name in shape.refs else ""
                setattr(row, f"{name}{suffix}", entry.after[name])
        if shape.model in (Rule, Placement):
            for entry, row in zip(wanted, rows, strict=True):
                row.save()
                _related(shape, row, entry)
        else:
            _in_bulk(shape, rows)
        saved += rows
    return saved


def _related(shape: Shape, row: Any, entry: Entry) -> None:
    for name, part in shape.parts.items():
        before = entry.before[name] if entry.before is not None else []
        if before != entry.after[name]:
            if before:
                getattr(row, name).all().delete()
            for values in entry.after[name]:
                columns = {
                    f"{one}_id" if one in part.refs else one: values[one] for one in part.fields
                }
                part.model._default_manager.create(rule=row, **columns)
    if "rules" in shape.fields:
        row.rules.set(Rule.objects.filter(name__in=entry.after["rules"]))


def _in_bulk(shape: Shape, rows: list[Any]) -> None:
    # Nobody listens for these row by row; the caller tells that something has changed.
    manager = shape.model._default_manager
    new = [row for row in rows if row.pk is None]
    changed = [row for row in rows if row.pk is not None]
    columns = [name for name in shape.fields if name not in shape.key]
    manager.bulk_create(new, batch_size=BATCH)
    # One statement a batch; ``bulk_update`` takes ten times as long.
    manager.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        update_fields=columns,
        unique_fields=["id"],
    )


def _columns(shape: Shape) -> list[str]:
    return [name for name in shape.fields if name not in shape.parts and name != "rules"]


def _changes(entry: Entry) -> bool:
    return entry.before is None or entry.before != entry.after
