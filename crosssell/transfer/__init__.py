"""Rules as data: placements, rules, preferences and matrix to one JSON document, and back.

Natural keys stand in place of ids, so that a document means the same in another shop; nothing is
ever deleted by an import.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from crosssell import placements
from crosssell.oscar.natural_keys import GONE, NaturalKeys
from crosssell.transfer.changes import Change, change_of
from crosssell.transfer.reading import Entry, Reading
from crosssell.transfer.rows import stored, written
from crosssell.transfer.saving import rows_of, save
from crosssell.transfer.shapes import SHAPES
from crosssell.transfer.text import FORMAT, MAX_BYTES, VERSION, Unreadable, formatted, parsed

__all__ = [
    "MAX_BYTES",
    "SHAPES",
    "CannotImport",
    "Change",
    "Plan",
    "check",
    "export",
    "gone",
    "import_rules",
    "save_plan",
    "touched",
]


class CannotImport(ValueError):
    """Nothing was saved; ``errors`` are texts that start with a path in the file."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Plan:
    """What an import would do. ``changes`` tell of each entry, ``errors`` of what is wrong."""

    entries: tuple[Entry, ...]
    changes: tuple[Change, ...]
    errors: tuple[str, ...]

    def count(self, kind: str) -> int:
        """How many entries are "added", "changed" or "same"."""
        return sum(change.kind == kind for change in self.changes)

    @property
    def mark(self) -> str:
        """The same for the same changes: tells whether the shop has changed since a check."""
        told = [(one.section, one.name, one.kind, one.fields) for one in self.changes]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def export() -> str:
    """All of it as text: the same rows give the same bytes."""
    keys = NaturalKeys()
    rows = {section: list(stored(shape).values()) for section, shape in SHAPES.items()}
    # The first time only tells which keys to look up.
    for _time in range(2):
        document: dict[str, Any] = {"format": FORMAT, "version": VERSION}
        for section, shape in SHAPES.items():
            found = [written(shape, values, keys) for values in rows[section]]
            document[section] = sorted(found, key=lambda one: _place(shape.key, one))
        keys.load()
    return formatted(document)


def gone(text: str) -> int:
    """How many products and the like an export names that are not there any more."""
    return text.count(f'"{GONE}')


def check(content: bytes) -> Plan:
    """What the file would do; nothing is saved."""
    try:
        document = parsed(content)
    except Unreadable as error:
        return Plan((), (), (str(error),))
    keys = NaturalKeys()
    there = {section: stored(shape) for section, shape in SHAPES.items()}
    Reading(there, keys).read(document)
    keys.load()
    reading = Reading(there, keys)
    reading.read(document)
    if reading.errors:
        return Plan((), (), tuple(reading.errors))
    # Once more for the names of what is there and would be replaced.
    for entry in reading.entries:
        change_of(entry, keys)
    keys.load()
    changes = tuple(change_of(entry, keys) for entry in reading.entries)
    return Plan(tuple(reading.entries), changes, ())


def import_rules(content: bytes) -> Plan:
    """Check the file and save all of it, or nothing. Raises CannotImport."""
    with transaction.atomic():
        plan = check(content)
        save_plan(plan)
    return plan


def save_plan(plan: Plan) -> list[Model]:
    """Save what a check has just planned, and return the saved rows. Raises CannotImport."""
    if plan.errors:
        raise CannotImport(list(plan.errors))
    try:
        with transaction.atomic():
            saved = save(plan.entries)
    except IntegrityError as error:
        raise CannotImport(
            [_("The shop was changed by somebody else meanwhile. Please check the file again.")]
        ) from error
    if saved:
        placements.changed()
    return saved


def touched(plan: Plan) -> list[Model]:
    """The rows that the plan would change, as they are now."""
    return rows_of(plan.entries)


def _place(key: tuple[str, ...], entry: dict[str, Any]) -> tuple[Any, ...]:
    """Where an entry stands in the file: by what it is called, whatever its id."""
    names = tuple(entry.get(name) or "" for name in key)
    return names, entry.get("position", 0), json.dumps(entry)
