"""Which row of the shop an entry of a file means."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from crosssell.transfer.rows import Values
from crosssell.transfer.shapes import Shape


def matched(shape: Shape, entries: list[Values], there: dict[int, Values]) -> list[int | None]:
    """The id of the row that each entry means; each row is meant once.

    Rows that share a key (placements may) go to entries of the same position, then in order.
    """
    free: defaultdict[Any, list[int]] = defaultdict(list)
    for pk, values in there.items():
        free[key_of(shape, values)].append(pk)
    found: list[int | None] = [None] * len(entries)
    for exactly in (True, False):
        for place, values in enumerate(entries):
            rows = free.get(key_of(shape, values), [])
            position = values.get("position")
            same = [one for one in rows if not exactly or there[one].get("position") == position]
            if found[place] is None and same:
                found[place] = same[0]
                rows.remove(same[0])
    return found


def key_of(shape: Shape, values: Values) -> tuple[Any, ...]:
    """What identifies the row."""
    return tuple(values.get(name, shape.default(name)) for name in shape.key)
