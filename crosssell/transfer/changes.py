"""What an import would change, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crosssell.oscar.natural_keys import NaturalKeys
from crosssell.transfer.reading import Entry
from crosssell.transfer.rows import in_file, written
from crosssell.transfer.shapes import SHAPES, SIDES

Field = tuple[str, str, str]
MAX_TOLD = 300


@dataclass(frozen=True)
class Change:
    """One entry: ``kind`` is "added", "changed" or "same"; ``fields`` are path, before, after."""

    section: str
    name: str
    kind: str
    fields: tuple[Field, ...] = ()


def change_of(entry: Entry, keys: NaturalKeys) -> Change:
    """What the entry would change."""
    shape, name = SHAPES[entry.section], _name(entry, keys)
    if entry.before is None:
        written(shape, entry.after, keys)
        return Change(entry.section, name, "added")
    differing = [one for one in shape.fields if entry.before[one] != entry.after[one]]
    fields = [
        found
        for one in differing
        for found in _differences(
            one,
            in_file(shape, one, entry.before, keys),
            in_file(shape, one, entry.after, keys),
        )
    ]
    return Change(entry.section, name, "changed" if differing else "same", tuple(fields))


def _name(entry: Entry, keys: NaturalKeys) -> str:
    values, shape = entry.after, SHAPES[entry.section]
    if entry.section == "rules":
        return str(values["name"])
    if entry.section == "placements":
        return f"{values['slot']} · {values['title'] or values['widget']}"
    said = [in_file(shape, one, values, keys) for one in shape.refs if values[one] is not None]
    return " → ".join(said) if shape.key == SIDES else str(said[0])


def _differences(path: str, before: Any, after: Any) -> Iterator[Field]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from _differences(f"{path}.{name}", before.get(name), after.get(name))
    elif _rows(before) and _rows(after) and len(before) == len(after):
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _differences(f"{path}[{place}]", old, new)
    elif _rows(before) or _rows(after):
        gone, new = list(enumerate(before)), []
        for place, one in enumerate(after):
            same = next((old for old in gone if old[1] == one), None)
            if same is None:
                new.append((place, one))
            else:
                gone.remove(same)
        yield from ((f"{path}[{place}]", _said(old), "–") for place, old in gone)
        yield from ((f"{path}[{place}]", "–", _said(one)) for place, one in new)
    elif before != after:
        yield path, _said(before), _said(after)


def _rows(value: Any) -> bool:
    """Whether it is a list of objects: the child rows of a rule."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _said(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MAX_TOLD else text[: MAX_TOLD - 1] + "…"
