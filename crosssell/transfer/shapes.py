"""What a file holds of each table, and what identifies a row in any shop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from crosssell.models import (
    MatrixEntry,
    Placement,
    Preference,
    Rule,
    RuleBoost,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RulePin,
)

SIDES = ("main_product", "main_category", "companion_product", "companion_category")


@dataclass(frozen=True)
class Shape:
    """One kind of row.

    ``fields`` are what the file holds, in its order: columns, "args", names of ``parts`` (child
    rows) and "rules" (the names of a placement's rules). ``key`` are those that identify a row.
    ``refs`` say which hold a natural key of what kind; an empty one is left out of the file.
    ``code`` is the column with a plugin's code, ``kind`` that plugin's kind.
    """

    model: type[Model]
    fields: tuple[str, ...]
    key: tuple[str, ...] = ()
    refs: dict[str, str] = field(default_factory=dict)
    code: str = ""
    kind: str = ""
    parts: dict[str, Shape] = field(default_factory=dict)

    def default(self, name: str) -> Any:
        """What a new row has where the file says nothing."""
        if name in self.parts or name == "rules":
            return []
        if name == "args":
            return {}
        if name in self.refs:
            return None
        return self.model._meta.get_field(name).get_default()

    def needs(self, name: str) -> bool:
        """Whether a row cannot be without it."""
        column: Any = self.model._meta.get_field(name)
        return not column.blank and not column.null


_WHEN = ("active", "starts_at", "ends_at")
_PARTS = {
    "conditions": Shape(RuleCondition, ("code", "negate", "args"), code="code", kind="conditions"),
    "fallbacks": Shape(RuleFallback, ("code", "args", "position"), code="code", kind="strategies"),
    "filters": Shape(RuleFilter, ("code", "args"), code="code", kind="filters"),
    "boosts": Shape(RuleBoost, ("code", "weight", "args"), code="code", kind="boosts"),
    "pins": Shape(RulePin, ("product", "position"), ("product",), {"product": "product"}),
}
# Rules stand before the placements that name them.
SHAPES = {
    "rules": Shape(
        Rule,
        ("name", "conditions", "strategy", "args", "reason", "fallbacks", "filters", "boosts",
         "pins", "stop", "priority", *_WHEN),
        ("name",),
        code="strategy",
        kind="strategies",
        parts=_PARTS,
    ),
    "placements": Shape(
        Placement,
        ("slot", "widget", "title", "position", "args", "rules", "layout", "min_items",
         "max_items", *_WHEN),
        ("slot", "widget", "title"),
        code="widget",
        kind="widgets",
    ),
    "preferences": Shape(
        Preference, ("product", "never", "weight"), ("product",), {"product": "product"}
    ),
    "matrix": Shape(
        MatrixEntry,
        (*SIDES, "reason", "position", "active"),
        SIDES,
        {side: side.partition("_")[2] for side in SIDES},
    ),
}  # fmt: skip
