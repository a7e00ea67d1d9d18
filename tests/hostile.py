"""Args that must not do harm: one field at a time is strange, the others are good."""

import typing
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

from crosssell.core.args import MAX_ITEMS, MAX_NUMBER, MAX_TEXT, ArgsError, Spec, parse, specs

STRANGE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    MAX_NUMBER,
    -MAX_NUMBER,
    MAX_NUMBER + 1,
    10**400,
    float("nan"),
    float("inf"),
    "",
    " ",
    "\x00",
    "\ud800",
    "a" * MAX_TEXT,
    "a" * (MAX_TEXT + 1),
    "NaN",
    "Infinity",
    "1E+999999",
    "-0",
    "0001-01-01",
    "9999-12-31",
    "23:59:59.999999",
    "12:00+14:00",
    "'; DROP TABLE rules; --",
    "<script>alert(1)</script>",
    [],
    [None],
    [[1]],
    [0, -1, MAX_NUMBER],
    [1] * MAX_ITEMS,
    [1] * (MAX_ITEMS + 1),
    ["a", 1],
    ["\ud800", "ß", "İ"],
    {},
    {"a": 1},
    object(),
)
GOOD: dict[type, Any] = {
    int: 1,
    str: "a",
    bool: True,
    Decimal: "1",
    date: "2026-06-01",
    time: "12:00",
}


def good_value(spec: Spec) -> Any:
    """A value that the arg takes: 1, "a", or the first of its choices."""
    many = typing.get_origin(spec.type) is tuple
    kind = typing.get_args(spec.type)[0] if many else spec.type
    choices = spec.metadata.get("choices")
    one = choices[0][0] if choices else GOOD[kind]
    return [one] if many else one


def required(args: type) -> dict[str, Any]:
    """Args with nothing but what is required; the rest takes its default."""
    return {spec.name: good_value(spec) for spec in specs(args) if spec.required}


def filled(args: type) -> dict[str, Any]:
    """Args with a value for every field."""
    return {spec.name: good_value(spec) for spec in specs(args)}


def hostile(args: type) -> Iterator[tuple[str, dict[str, Any]]]:
    """A field's name, and args in which that field is strange, or at its limits."""
    for spec in specs(args):
        limits = [spec.metadata[name] for name in ("min", "max") if name in spec.metadata]
        beyond = [*(limit - 1 for limit in limits), *(limit + 1 for limit in limits)]
        for value in (*STRANGE, *limits, *beyond, good_value(spec)):
            yield spec.name, required(args) | {spec.name: value}


def refusal(args: type, data: dict[str, Any]) -> ArgsError | None:
    """Why these args are refused; None where they are taken. Anything else is raised."""
    try:
        parse(args, data)
    except ArgsError as error:
        return error
    return None
