"""Rows of the shop as plain values, and those values as a file has them."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from crosssell.models import Placement
from crosssell.oscar.natural_keys import NaturalKeys
from crosssell.transfer.args import canonical, told
from crosssell.transfer.shapes import Shape

Values = dict[str, Any]


def stored(shape: Shape) -> dict[int, Values]:
    """Every row by its id: columns, args with their defaults, child rows, names of rules."""
    found = {row["pk"]: values for row, values in _plain(shape)}
    for name, part in shape.parts.items():
        for values in found.values():
            values[name] = []
        for row, values in _plain(part, "rule_id"):
            if row["rule_id"] in found:
                found[row["rule_id"]][name].append(values)
    if "rules" in shape.fields:
        links: defaultdict[int, list[str]] = defaultdict(list)
        pairs = Placement.rules.through.objects.order_by("rule__name", "pk")
        for pk, rule in pairs.values_list("placement_id", "rule__name"):
            links[pk].append(rule)
        for pk, values in found.items():
            values["rules"] = links[pk]
    return found


def written(shape: Shape, values: Values, keys: NaturalKeys) -> Values:
    """The values as a file has them, in its order."""
    return {
        name: in_file(shape, name, values, keys)
        for name in shape.fields
        if name not in shape.refs or values[name] is not None
    }


def in_file(shape: Shape, name: str, values: Values, keys: NaturalKeys) -> Any:
    """One of the values as a file has it."""
    value = values[name]
    if name in shape.refs:
        return None if value is None else keys.text(shape.refs[name], value)
    if name in shape.parts:
        return [written(shape.parts[name], one, keys) for one in value]
    if name == "args":
        return told(shape.kind, values[shape.code], value, keys)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value


def _plain(shape: Shape, *more: str) -> list[tuple[Values, Values]]:
    """Rows with their columns, and what of them is in a file (but for parts and rules)."""
    names = [name for name in shape.fields if name not in shape.parts and name != "rules"]
    rows = shape.model._default_manager.order_by(*shape.model._meta.ordering, "pk")
    found = []
    for row in rows.values("pk", *names, *more):
        values = {name: row[name] for name in names}
        if "args" in values:
            values["args"] = canonical(shape.kind, values[shape.code], values["args"])
        found.append((row, values))
    return found
