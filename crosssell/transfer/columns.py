"""One value of a file checked against the column that it goes to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _

from crosssell import registry, slots
from crosssell.transfer.shapes import Shape

# What a small number holds on every database; SQLite would take more.
MOST = 32_767
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def column_value(shape: Shape, name: str, raw: Any) -> Any:
    """The value to store. Raises ValueError with words."""
    column = shape.model._meta.get_field(name)
    if isinstance(column, models.BooleanField):
        return _instance(raw, bool, _("must be true or false"))
    if isinstance(column, models.DateTimeField):
        return None if raw is None else _moment(raw)
    if isinstance(column, models.IntegerField):
        return _number(column, raw)
    text: str = _instance(raw, str, _("must be text"))
    if column.max_length is not None and len(text) > column.max_length:
        raise ValueError(
            _("must have at most %(most)d characters; this has %(has)d")
            % {"most": column.max_length, "has": len(text)}
        )
    if not text and not column.blank:
        raise ValueError(_("must not be empty"))
    if name == shape.code:
        _code(shape.kind, text)
    elif name == "slot" and slots.find(text) is None:
        raise ValueError(_("no slot is called %s") % text)
    elif column.choices and text not in dict(column.flatchoices):
        listed = ", ".join(str(code) for code, _label in column.flatchoices)
        raise ValueError(_("must be one of %s") % listed)
    return text


def _code(kind: str, code: str) -> None:
    try:
        registry.get(kind, code)
    except registry.UnknownPlugin as error:
        raise ValueError(str(error.args[0])) from error


def _number(column: models.Field, raw: Any) -> int:
    limits = column.validators
    floor = 0 if isinstance(column, models.PositiveSmallIntegerField) else -MOST
    least = max(floor, *(v.limit_value for v in limits if isinstance(v, MinValueValidator)), floor)
    most = min(MOST, *(v.limit_value for v in limits if isinstance(v, MaxValueValidator)), MOST)
    if type(raw) is not int or not least <= raw <= most:
        raise ValueError(
            _("must be a whole number from %(least)d to %(most)d") % {"least": least, "most": most}
        )
    return raw


def _moment(raw: Any) -> datetime:
    try:
        found = datetime.fromisoformat(_instance(raw, str, ""))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValueError(
            _("must be a moment with its time zone, such as 2026-12-24T18:00:00+01:00, or null")
        )
    if not EARLIEST <= found < LATEST:
        raise ValueError(_("must be between the years 2000 and 2099"))
    return found.astimezone(UTC)


def _instance(raw: Any, kind: type, words: str) -> Any:
    if not isinstance(raw, kind):
        raise ValueError(words)
    return raw
