"""Args of a plugin: a frozen dataclass to and from plain JSON, and its schema.

A field is an int, bool, str, Decimal, date, time, tuple[int, ...] or tuple[str, ...], or one of
these or None. Its metadata may hold ``label``, ``help``, ``money`` (it is an amount), ``min``,
``max``, ``places`` (so many decimals at most), ``choices`` (pairs of value and label) and:

- ``words``: how the setting is said in a sentence, with %s for its value; or a phrase for each
  choice, as a mapping. ``one`` is said instead of it where the value is 1. ``before`` is what
  stands before it, where not ", "; ``every`` says that several values hold together ("and"), not
  one of them ("or").
- ``ref``: what the ints are ids of, or the texts codes of ("product", "currency" ...);
  ``admin.lookup.sources`` knows the kinds. ``beside`` names the arg that narrows the look-up, as
  the attribute does for its values.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

MAX_TEXT = 500
MAX_ITEMS = 1_000
MAX_NUMBER = 10**12


class ArgsError(ValueError):
    """An arg that cannot be used; ``field`` names it, the text says how to mend it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclasses.dataclass(frozen=True)
class Spec:
    """One arg: its type without None, whether it may be left out, and its metadata."""

    name: str
    type: Any
    optional: bool
    default: Any
    metadata: Mapping[str, Any]

    @property
    def required(self) -> bool:
        return self.default is dataclasses.MISSING


@cache
def specs(args: type) -> tuple[Spec, ...]:
    """The fields of an args dataclass, in order."""
    hints = typing.get_type_hints(args)
    found = []
    for field in dataclasses.fields(args):
        hint, optional = hints[field.name], False
        if isinstance(hint, types.UnionType):
            rest = [part for part in typing.get_args(hint) if part is not types.NoneType]
            hint, optional = rest[0], len(rest) < len(typing.get_args(hint))
        default = field.default
        if default is dataclasses.MISSING and field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        found.append(Spec(field.name, hint, optional, default, field.metadata))
    return tuple(found)


def parse(args: type, data: Mapping[str, Any]) -> Any:
    """Make the dataclass from JSON. Raises ArgsError, which names the field and the mend."""
    if not isinstance(data, Mapping):
        raise ArgsError("args", "must be an object of names and values")
    known = {spec.name: spec for spec in specs(args)}
    for name in data:
        if name not in known:
            raise ArgsError(str(name), f"is unknown; known: {', '.join(known) or 'none'}")
    values = {}
    for name, spec in known.items():
        if name in data and not (data[name] is None and spec.optional):
            values[name] = _checked(spec, _value(spec, data[name]))
        elif name not in data and spec.required and not spec.optional:
            raise ArgsError(name, "is missing")
        elif name in data or spec.required:
            values[name] = None
    return args(**values)


def dump(value: Any) -> dict[str, Any]:
    """The dataclass as JSON: decimals, dates and times as text, tuples as lists."""
    return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}


def schema(args: type) -> dict[str, Any]:
    """JSON schema (2020-12) of an args dataclass."""
    found = specs(args)
    return {
        "type": "object",
        "properties": {spec.name: _property(spec) for spec in found},
        "required": [spec.name for spec in found if spec.required and not spec.optional],
        "additionalProperties": False,
    }


def _value(spec: Spec, raw: Any) -> Any:
    kind = spec.type
    if typing.get_origin(kind) is tuple:
        if not isinstance(raw, (list, tuple)):
            raise ArgsError(spec.name, "must be a list")
        if len(raw) > MAX_ITEMS:
            raise ArgsError(spec.name, f"must hold at most {MAX_ITEMS} entries")
        return tuple(_single(spec.name, typing.get_args(kind)[0], item) for item in raw)
    return _single(spec.name, kind, raw)


def _single(name: str, kind: Any, raw: Any) -> Any:
    if kind is bool:
        if not isinstance(raw, bool):
            raise ArgsError(name, "must be true or false")
        return raw
    if isinstance(raw, bool):
        raise ArgsError(name, f"must be {_WORDS[kind]}")
    try:
        if kind is int:
            number = int(raw) if isinstance(raw, (int, str)) else _fail()
            return number if abs(number) <= MAX_NUMBER else _fail()
        if kind is Decimal:
            amount = Decimal(raw) if isinstance(raw, (int, str, Decimal)) else _fail()
            return amount if amount.is_finite() and abs(amount) <= MAX_NUMBER else _fail()
        if kind is date:
            # A datetime is a date to Python, yet cannot be compared with one.
            day = raw if isinstance(raw, date) else date.fromisoformat(raw)
            return day if not isinstance(day, datetime) else _fail()
        if kind is time:
            # Hours are in the shop's time zone; those of another cannot be compared with them.
            hour = raw if isinstance(raw, time) else time.fromisoformat(raw)
            return hour if hour.tzinfo is None else _fail()
        if isinstance(raw, str) and len(raw) <= MAX_TEXT and "\x00" not in raw:
            return raw
    except (ValueError, TypeError, InvalidOperation):
        pass
    raise ArgsError(name, f"must be {_WORDS[kind]}")


def _fail() -> Any:
    raise ValueError


def _checked(spec: Spec, value: Any) -> Any:
    choices = spec.metadata.get("choices")
    for item in value if isinstance(value, tuple) else (value,):
        if choices and item not in [choice for choice, _ in choices]:
            listed = ", ".join(str(choice) for choice, _ in choices)
            raise ArgsError(spec.name, f"must be one of {listed}")
        if "min" in spec.metadata and item < spec.metadata["min"]:
            raise ArgsError(spec.name, f"must be at least {spec.metadata['min']}")
        if "max" in spec.metadata and item > spec.metadata["max"]:
            raise ArgsError(spec.name, f"must be at most {spec.metadata['max']}")
        if "places" in spec.metadata and item != round(item, spec.metadata["places"]):
            raise ArgsError(spec.name, f"must have at most {spec.metadata['places']} decimals")
    if value == () and spec.required:
        raise ArgsError(spec.name, "needs at least one entry")
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, (Decimal, date, time)):
        return str(value)
    return value


def _property(spec: Spec) -> dict[str, Any]:
    many = typing.get_origin(spec.type) is tuple
    kind = typing.get_args(spec.type)[0] if many else spec.type
    item: dict[str, Any] = dict(_SCHEMAS[kind])
    meta = spec.metadata
    if "choices" in meta:
        item["enum"] = [choice for choice, _ in meta["choices"]]
    for key, word in (("min", "minimum"), ("max", "maximum")):
        if key in meta and kind is int:
            item[word] = meta[key]
        elif key in meta:
            item[f"x-{word}"] = str(meta[key])
    if "ref" in meta:
        item["x-ref"] = meta["ref"]
    found: dict[str, Any] = {"type": "array", "items": item} if many else item
    if spec.optional:
        found = {"anyOf": [found, {"type": "null"}]}
    if "label" in meta:
        found["title"] = meta["label"]
    if "help" in meta:
        found["description"] = meta["help"]
    if not spec.required:
        found["default"] = _plain(spec.default)
    return found


_WORDS: dict[Any, str] = {
    int: "a whole number",
    Decimal: "a number",
    date: "a date such as 2026-12-24",
    time: "a time such as 18:30",
    str: f"text of at most {MAX_TEXT} characters",
}

_SCHEMAS: dict[Any, dict[str, Any]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {"type": "string", "format": "decimal"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "format": "time"},
    str: {"type": "string", "maxLength": MAX_TEXT},
}
