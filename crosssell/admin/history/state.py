"""A row and its child rows as they were in a stored version."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from crosssell.admin.rules.words import CHILDREN
from crosssell.models import Bundle, ComponentTarget, Rule, Threshold, Tier

# The rows that belong to a row of a model, by their accessors: after "__", those of these rows.
BELOW: dict[type[Model], tuple[str, ...]] = {
    Rule: CHILDREN,
    Bundle: ("components", "components__targets", "amounts"),
    Threshold: ("tiers", "tiers__amounts", "tiers__gifts", "texts", "uncounted"),
}
# What a row has beside what merchants set: it is never put back.
OWN: dict[type[Model], tuple[str, ...]] = {
    Bundle: ("offer", "parts", "version"),
    ComponentTarget: ("anchor",),
    Tier: ("offer",),
}


@dataclass(frozen=True)
class State:
    """``row`` is not saved; ``many`` holds ids by many-to-many field, ``children`` unsaved rows.

    ``children`` are by the names of ``children_of``; parents come before their own children.
    """

    row: Any
    many: dict[str, list[int]] = field(default_factory=dict)
    children: dict[str, tuple[Any, ...]] = field(default_factory=dict)


def children_of(model: type[Model]) -> tuple[str, ...]:
    """The accessors of the rows that belong to a row of this model."""
    return BELOW.get(model, ())


def child_model(model: type[Model], name: str) -> Any:
    """The model of the rows of one of ``children_of``."""
    for step in name.split("__"):
        model = model._meta.get_field(step).related_model
    return model


def owner_of(model: type[Model], name: str) -> str:
    """The column by which such a row names the row that it belongs to."""
    holder, _, last = name.rpartition("__")
    above = child_model(model, holder) if holder else model
    found: str = above._meta.get_field(last).field.attname
    return found


def present(row: Any) -> State:
    """The row as it is in the tables."""
    return State(
        row,
        {one.name: [pk.pk for pk in getattr(row, one.name).all()] for one in _many(type(row))},
        {name: _there(row, name) for name in children_of(type(row))},
    )


def _there(row: Any, name: str) -> tuple[Any, ...]:
    first, _, rest = name.partition("__")
    rows = tuple(getattr(row, first).all())
    return tuple(one for above in rows for one in _there(above, rest)) if rest else rows


def stored(model: type[Model], versions: Iterable[Any]) -> dict[int, State]:
    """The states of versions (of django-reversion) by their ids, with one query for all children.

    A version that can no longer be read is left out.
    """
    from reversion.errors import RevertError
    from reversion.models import Version

    versions = list(versions)
    names = {
        ContentType.objects.get_for_model(child_model(model, name)).pk: name
        for name in children_of(model)
    }
    found: defaultdict[tuple[int, str, str], list[Any]] = defaultdict(list)
    if names:
        revisions = {version.revision_id for version in versions}
        for child in Version.objects.filter(
            revision_id__in=revisions, content_type_id__in=names
        ).order_by("pk"):
            try:
                row = _unsaved(child)
            except RevertError:
                continue
            name = names[child.content_type_id]
            owner = str(getattr(row, owner_of(model, name)))
            found[child.revision_id, name, owner].append(row)
    states = {}
    for version in versions:
        try:
            row = _unsaved(version)
        except RevertError:
            continue
        children: dict[str, tuple[Any, ...]] = {}
        for name in children_of(model):
            holder = name.rpartition("__")[0]
            owners = [str(one.pk) for one in children[holder]] if holder else [version.object_id]
            rows = [one for pk in owners for one in found[version.revision_id, name, pk]]
            children[name] = _in_order(rows)
        many = {one.name: list(version.field_dict.get(one.name, ())) for one in _many(model)}
        states[version.pk] = State(row, many, children)
    return states


def _many(model: type[Model]) -> tuple[Any, ...]:
    return tuple(model._meta.local_many_to_many)


def _unsaved(version: Any) -> Any:
    model = ContentType.objects.get_for_id(version.content_type_id).model_class()
    columns = {column.attname for column in model._meta.concrete_fields}
    return model(**{name: value for name, value in version.field_dict.items() if name in columns})


def _in_order(rows: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(rows, key=lambda row: (getattr(row, "position", 0), row.pk)))
