"""Args of a plugin in a file: as stored, but with natural keys in place of ids."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from crosssell import registry
from crosssell.core.args import ArgsError, dump, parse, specs
from crosssell.oscar.natural_keys import KINDS, NaturalKeys

MAX_ID = 2**63 - 1

Note = Callable[[str, str], None]


def canonical(kind: str, code: str, args: Any) -> Any:
    """Stored args with every default filled in; as they are where the plugin cannot read them."""
    try:
        return dump(parse(registry.get(kind, code).args, args))
    except (ArgsError, registry.UnknownPlugin):
        return args


def told(kind: str, code: str, args: Any, keys: NaturalKeys) -> Any:
    """Args as a file has them."""
    if not isinstance(args, dict):
        return args
    named = dict(args)
    for name, ref, many in _refs(kind, code, args):
        stored = args[name]
        named[name] = (
            [_text(keys, ref, one) for one in stored] if many else _text(keys, ref, stored)
        )
    return named


def read(kind: str, code: str, args: Any, keys: NaturalKeys, note: Note) -> Any:
    """The args to store. ``note`` is told each error with its path from the args on."""
    if not isinstance(args, dict):
        note("", _("must be an object of names and values"))
        return {}
    values, wrong = dict(args), False

    def key(place: str, ref: str, text: Any) -> Any:
        nonlocal wrong
        try:
            if isinstance(text, str):
                return keys.id(ref, text)
            message = _("must be text, such as a UPC, a path or a name")
        except LookupError as error:
            message = str(error.args[0])
        wrong = True
        note(place, message)
        return text

    for name, ref, many in _refs(kind, code, args):
        given = args[name]
        values[name] = (
            [key(f".{name}[{place}]", ref, one) for place, one in enumerate(given)]
            if many
            else key(f".{name}", ref, given)
        )
    if wrong:
        return {}
    try:
        return dump(parse(registry.get(kind, code).args, values))
    except ArgsError as error:
        note(f".{error.field[:60]}", error.message)
        return {}


def _refs(kind: str, code: str, args: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """The args that name rows of the shop: name, kind of row, and whether it is a list.

    Those of a kind that nobody knows, and what is no list where one belongs, stay as they are.
    """
    try:
        found = specs(registry.get(kind, code).args)
    except registry.UnknownPlugin:
        return
    for spec in found:
        ref, value = spec.metadata.get("ref"), args.get(spec.name)
        many = typing.get_origin(spec.type) is tuple
        if ref in KINDS and value not in (None, "") and isinstance(value, list) == many:
            yield spec.name, ref, many


def _text(keys: NaturalKeys, ref: str, stored: Any) -> Any:
    is_key = isinstance(stored, str) or (type(stored) is int and 0 < stored <= MAX_ID)
    return keys.text(ref, stored) if is_key else stored
