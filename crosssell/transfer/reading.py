"""A document against the rows of the shop: what each entry would make of which row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from crosssell.oscar.natural_keys import NaturalKeys
from crosssell.transfer.args import read
from crosssell.transfer.checks import whole_row
from crosssell.transfer.columns import column_value
from crosssell.transfer.matching import key_of, matched
from crosssell.transfer.rows import Values
from crosssell.transfer.shapes import SHAPES, Shape

MAX_ROWS, MAX_PARTS = 20_000, 200
MAX_ERRORS = 200
HEAD = ("format", "version")


@dataclass(frozen=True)
class Entry:
    """One entry of the file: ``pk`` and ``before`` are those of the row it means, or None."""

    section: str
    path: str
    pk: int | None
    before: Values | None
    after: Values


@dataclass
class Reading:
    """Reads a document; ``errors`` are texts that start with a path. ``there`` are the rows of
    the shop by section and id."""

    there: dict[str, dict[int, Values]]
    keys: NaturalKeys
    errors: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    _count: int = 0
    _rules: set[Any] = field(default_factory=set)

    def read(self, document: dict[str, Any]) -> None:
        """Fill ``errors`` and ``entries``."""
        for name in document:
            if name not in (*HEAD, *SHAPES):
                self._wrong(name[:60], _unknown((*HEAD, *SHAPES)))
        self._rules = {values["name"] for values in self.there["rules"].values()}
        for section, shape in SHAPES.items():
            given = document.get(section, [])
            if not isinstance(given, list):
                self._wrong(section, _("must be a list"))
            elif len(given) > MAX_ROWS:
                text = _("must hold at most %d entries. Split the file and import the parts.")
                self._wrong(section, text % MAX_ROWS)
            else:
                self._section(section, shape, given)

    def _section(self, section: str, shape: Shape, given: list[Any]) -> None:
        named = []
        for place, raw in enumerate(given):
            path, known = f"{section}[{place}]", self._count
            values = self._given(shape, raw, path)
            named.append((path, values, self._count == known))
        if section == "rules":
            self._rules |= {values.get("name") for _path, values, _right in named}
        there = self.there[section]
        rows = matched(shape, [values for _path, values, _right in named], there)
        seen: dict[Any, str] = {}
        for (path, values, right), pk in zip(named, rows, strict=True):
            before = there[pk] if pk is not None else None
            known = self._count
            after = self._whole(shape, values, before, path) if right else None
            if after is None or self._count > known:
                continue
            for where, words in whole_row(section, after):
                self._wrong(path + where, words)
            key = key_of(shape, after)
            if section != "placements" and key in seen:
                self._wrong(path, _("this is in the file twice: see %s") % seen[key])
            seen[key] = path
            self.entries.append(Entry(section, path, pk, before, after))

    def _given(self, shape: Shape, raw: Any, path: str) -> Values:
        """What an entry says, each value checked by itself; args are left as they stand there."""
        if not isinstance(raw, dict):
            self._wrong(path, _("must be an object of names and values"))
            return {}
        values: Values = {}
        for name, value in raw.items():
            place = f"{path}.{name[:60]}"
            try:
                if name not in shape.fields:
                    raise ValueError(_unknown(shape.fields))
                if name in shape.parts:
                    values[name] = self._parts(shape.parts[name], value, place)
                elif name in shape.refs:
                    values[name] = self._ref(shape.refs[name], value)
                elif name == "rules":
                    values[name] = self._names(value, place)
                else:
                    values[name] = value if name == "args" else column_value(shape, name, value)
            except (ValueError, LookupError) as error:
                self._wrong(place, str(error.args[0]))
        return values

    def _whole(
        self, shape: Shape, values: Values, before: Values | None, path: str
    ) -> Values | None:
        """The row with what the entry says, what is stored, and defaults; None if that is wrong."""
        defaults = {name: shape.default(name) for name in shape.fields}
        after = {**defaults, **(before or {}), **values}
        for name in shape.fields:
            if after[name] in ("", None) and shape.needs(name):
                self._wrong(f"{path}.{name}", _("is missing"))
                return None
        if not shape.code:
            return after
        code = after[shape.code]
        try:
            column_value(shape, shape.code, code)
        except ValueError as error:
            self._wrong(f"{path}.{shape.code}", str(error))
            return None
        if "args" in values or before is None or before[shape.code] != code:
            after["args"] = read(
                shape.kind, code, values.get("args", {}), self.keys,
                lambda place, words: self._wrong(f"{path}.args{place}", words),
            )  # fmt: skip
        return after

    def _parts(self, shape: Shape, given: Any, path: str) -> list[Values]:
        found = []
        for place, raw in enumerate(_list(given, MAX_PARTS)):
            known, here = self._count, f"{path}[{place}]"
            values = self._given(shape, raw, here)
            whole = self._whole(shape, values, None, here) if self._count == known else None
            if whole is not None:
                found.append(whole)
        return found

    def _ref(self, kind: str, given: Any) -> Any:
        if given is None:
            return None
        if not isinstance(given, str):
            raise ValueError(_("must be text, such as a UPC, a path or a name"))
        return self.keys.id(kind, given)

    def _names(self, given: Any, path: str) -> list[str]:
        names = _list(given, MAX_PARTS)
        for place, name in enumerate(names):
            if not isinstance(name, str) or name not in self._rules:
                text = _("no rule is called %s, in the file or in the shop")
                self._wrong(f"{path}[{place}]", text % str(name)[:60])
            elif name in names[:place]:
                self._wrong(f"{path}[{place}]", _("stands here twice"))
        return sorted(name for name in names if isinstance(name, str))

    def _wrong(self, path: str, words: str) -> None:
        self._count += 1
        if self._count <= MAX_ERRORS:
            self.errors.append(f"{path}: {words}")


def _list(given: Any, most: int) -> list[Any]:
    if not isinstance(given, list):
        raise ValueError(_("must be a list"))
    if len(given) > most:
        raise ValueError(_("must hold at most %d entries") % most)
    return given


def _unknown(known: Iterable[str]) -> str:
    return _("is unknown; known: %s") % ", ".join(known)
