"""Rules and settings in plain words: "When ... show ... but never ..."."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from crosssell import registry
from crosssell.admin.lookup import SOURCES, named
from crosssell.core.args import parse, specs
from crosssell.models import Rule

MAX_NAMES = 3
Names = Mapping[tuple[str, int], str]


def label(kind: str, code: str) -> str:
    """The label of a plugin; of one that is not installed, its code."""
    try:
        return gettext(registry.get(kind, code).label)
    except registry.UnknownPlugin:
        return gettext("%(code)s (not installed)") % {"code": code}


def names_of(used: Iterable[tuple[str, str, Any]]) -> dict[tuple[str, int], str]:
    """The names of all ids in (kind, code, args), with one look-up for each kind of id."""
    ids: dict[str, set[int]] = {}
    for kind, code, args in used:
        for spec, value in _values(kind, code, args):
            ref = spec.metadata.get("ref")
            if ref in SOURCES and value is not None:
                ids.setdefault(ref, set()).update(value if isinstance(value, tuple) else (value,))
    return {
        (ref, pk): name for ref, wanted in ids.items() for pk, name in named(ref, wanted).items()
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


def used_by(rule: Rule) -> list[tuple[str, str, Any]]:
    """Every (kind, code, args) of a rule."""
    return [
        ("strategies", rule.strategy, rule.args),
        *(("conditions", row.code, row.args) for row in rule.conditions.all()),
        *(("filters", row.code, row.args) for row in rule.filters.all()),
    ]


def rule_in_words(rule: Rule, names: Names) -> str:
    """One sentence for a rule."""
    conditions = [
        (gettext("not: %s") if row.negate else "%s")
        % plugin_in_words("conditions", row.code, row.args, names)
        for row in rule.conditions.all()
    ]
    filters = [plugin_in_words("filters", row.code, row.args, names) for row in rule.filters.all()]
    parts = {
        "when": gettext(" and ").join(conditions),
        "show": plugin_in_words("strategies", rule.strategy, rule.args, names),
        "never": gettext(" or ").join(filters),
    }
    if conditions and filters:
        text = gettext("When %(when)s: show %(show)s, but never %(never)s.")
    elif conditions:
        text = gettext("When %(when)s: show %(show)s.")
    elif filters:
        text = gettext("Always show %(show)s, but never %(never)s.")
    else:
        text = gettext("Always show %(show)s.")
    return text % parts


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
        return names.get((spec.metadata["ref"], value)) or f"#{value}"
    for choice, words in spec.metadata.get("choices", ()):
        if choice == value:
            return gettext(str(words))
    return str(value)
