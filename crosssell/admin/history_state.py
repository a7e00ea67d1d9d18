"""A row and its child rows as they were in a stored version."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from crosssell.admin.rule_words import CHILDREN
from crosssell.models import Rule


@dataclass(frozen=True)
class State:
    """``row`` is not saved; ``many`` holds ids by many-to-many field, ``children`` unsaved rows."""

    row: Any
    many: dict[str, list[int]] = field(default_factory=dict)
    children: dict[str, tuple[Any, ...]] = field(default_factory=dict)


def children_of(model: type[Model]) -> tuple[str, ...]:
    """The accessors of the rows that belong to a row of this model."""
    return CHILDREN if model is Rule else ()


def present(row: Any) -> State:
    """The row as it is in the tables."""
    return State(
        row,
        {one.name: [pk.pk for pk in getattr(row, one.name).all()] for one in _many(type(row))},
        {name: tuple(getattr(row, name).all()) for name in children_of(type(row))},
    )


def stored(model: type[Model], versions: Iterable[Any]) -> dict[int, State]:
    """The states of versions (of django-reversion) by their ids, with one query for all children.

    A version that can no longer be read is left out.
    """
    from reversion.errors import RevertError
    from reversion.models import Version

    versions = list(versions)
    names = {
        ContentType.objects.get_for_model(model._meta.get_field(name).related_model).pk: name
        for name in children_of(model)
    }
    found: defaultdict[tuple[int, str], list[tuple[str, Any]]] = defaultdict(list)
    if names:
        revisions = {version.revision_id for version in versions}
        for child in Version.objects.filter(
            revision_id__in=revisions, content_type_id__in=names
        ).order_by("pk"):
            try:
                row = _unsaved(child)
            except RevertError:
                continue
            owner = child.revision_id, str(row.rule_id)
            found[owner].append((names[child.content_type_id], row))
    states = {}
    for version in versions:
        try:
            row = _unsaved(version)
        except RevertError:
            continue
        children: dict[str, list[Any]] = {name: [] for name in children_of(model)}
        for name, child in found[version.revision_id, version.object_id]:
            children[name].append(child)
        many = {one.name: list(version.field_dict.get(one.name, ())) for one in _many(model)}
        states[version.pk] = State(
            row, many, {name: _in_order(rows) for name, rows in children.items()}
        )
    return states


def _many(model: type[Model]) -> tuple[Any, ...]:
    return tuple(model._meta.local_many_to_many)


def _unsaved(version: Any) -> Any:
    model = ContentType.objects.get_for_id(version.content_type_id).model_class()
    columns = {column.attname for column in model._meta.concrete_fields}
    return model(**{name: value for name, value in version.field_dict.items() if name in columns})


def _in_order(rows: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(rows, key=lambda row: (getattr(row, "position", 0), row.pk)))
