"""Plugins and their settings in plain words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from crosssell import registry
from crosssell.admin.lookup_sources import SOURCES, named
from crosssell.core.args import parse, specs

MAX_NAMES = 3
Names = Mapping[tuple[str, Any], str]


def label(kind: str, code: str) -> str:
    """The label of a plugin; of one that is not installed, its code."""
    try:
        return gettext(registry.get(kind, code).label)
    except registry.UnknownPlugin:
        return gettext("%(code)s (not installed)") % {"code": code}


def names_of(
    used: Iterable[tuple[str, str, Any]], others: Iterable[tuple[str, Any]] = ()
) -> dict[tuple[str, Any], str]:
    """The names of all ids and codes in (kind, code, args), with one look-up for each kind of id.

    ``others`` are more pairs of a kind of id and an id.
    """
    keys: dict[str, set[Any]] = {}
    for ref, key in others:
        keys.setdefault(ref, set()).add(key)
    for kind, code, args in used:
        for spec, value in _values(kind, code, args):
            ref = spec.metadata.get("ref")
            if ref in SOURCES and value is not None:
                keys.setdefault(ref, set()).update(value if isinstance(value, tuple) else (value,))
    return {
        (ref, key): name for ref, wanted in keys.items() for key, name in named(ref, wanted).items()
    }


def settings_in_words(kind: str, code: str, args: Any, names: Names) -> str:
    """The args that differ from their defaults, such as "Basket total at least: 20"."""
    said = []
    for spec, value in _values(kind, code, args):
        if value in (None, (), "", False) or value == spec.default:
            continue
        name = gettext(str(spec.metadata.get("label", spec.name.replace("_", " "))))
        said.append(name if value is True else f"{name}: {_value(spec, value, names)}")
    return "; ".join(said)


def plugin_in_words(kind: str, code: str, args: Any, names: Names) -> str:
    """The label with the settings in brackets."""
    said = settings_in_words(kind, code, args, names)
    return f"{label(kind, code)} ({said})" if said else label(kind, code)


def _values(kind: str, code: str, args: Any) -> list[tuple[Any, Any]]:
    try:
        plugin = registry.get(kind, code)
        parsed = parse(plugin.args, args)
    except (registry.UnknownPlugin, ValueError):
        return []
    return [(spec, getattr(parsed, spec.name)) for spec in specs(plugin.args)]


def _value(spec: Any, value: Any, names: Names) -> str:
    if isinstance(value, tuple):
        shown = [_value(spec, item, names) for item in value[:MAX_NAMES]]
        more = len(value) - len(shown)
        return ", ".join(shown) + (gettext(" and %d more") % more if more else "")
    if spec.metadata.get("ref"):
        unknown = f"#{value}" if isinstance(value, int) else str(value)
        return names.get((spec.metadata["ref"], value)) or unknown
    for choice, words in spec.metadata.get("choices", ()):
        if choice == value:
            return gettext(str(words))
    return str(value)
