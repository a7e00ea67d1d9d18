"""Plugins and their settings in plain words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.conf import settings
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext

from crosssell import registry
from crosssell.admin.lookup.sources import SOURCES, named
from crosssell.core.args import Spec, parse, specs
from crosssell.oscar.money import written

MAX_NAMES = 3
# What stands between the words of a plugin and its first setting: "bestsellers of the last 7 days".
# The settings of other kinds are whole phrases: "the basket is at least $20".
AFTER_SUBJECT = {"strategies": " ", "boosts": ", "}
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
            if ref in SOURCES and SOURCES[ref].spoken and value is not None:
                keys.setdefault(ref, set()).update(value if isinstance(value, tuple) else (value,))
    return {
        (ref, key): name for ref, wanted in keys.items() for key, name in named(ref, wanted).items()
    }


def settings_in_words(
    kind: str, code: str, args: Any, names: Names, but: Iterable[str] = ()
) -> str:
    """The args that differ from their defaults, such as "Basket total at least: 20".

    ``but`` names those that are told elsewhere.
    """
    told = [one for one in _told(kind, code, args) if one.spec.name not in but]
    return "; ".join(_labelled(one, names) for one in told)


def plugin_in_words(kind: str, code: str, args: Any, names: Names) -> str:
    """What its settings say, "the basket is at least $20"; else its label, settings in brackets."""
    told = _told(kind, code, args)
    if not all(one.phrase for one in told):
        said = "; ".join(_labelled(one, names) for one in told)
        return f"{label(kind, code)} ({said})"
    between = AFTER_SUBJECT.get(kind, "")
    # Without a subject the settings are whole phrases.
    start = _subject(kind, code) if between or not told else ""
    for one in told:
        start += gettext(one.spec.metadata.get("before", between)) if start else ""
        start += _phrased(one, names)
        between = ", "
    return start


def _subject(kind: str, code: str) -> str:
    """The words of a plugin; of one without any, its label."""
    try:
        said = registry.get(kind, code).words
    except registry.UnknownPlugin:
        said = ""
    return gettext(said) if said else label(kind, code)


@dataclass(frozen=True)
class _Told:
    """A setting that is not its default; ``currency`` is what its amounts are in."""

    spec: Spec
    value: Any
    currency: str

    @property
    def phrase(self) -> Any:
        """The words for it: a text with %s for the value, or one for each choice; or None."""
        words = self.spec.metadata.get("words")
        if isinstance(words, Mapping):
            several = self.value if isinstance(self.value, tuple) else (self.value,)
            return words if all(value in words for value in several) else None
        return words


def _told(kind: str, code: str, args: Any) -> list[_Told]:
    found = _values(kind, code, args)
    chosen = next((value for spec, value in found if spec.name == "currency"), "")
    currency = chosen or settings.OSCAR_DEFAULT_CURRENCY
    return [
        _Told(spec, value, currency)
        for spec, value in found
        if value is not False and value not in (None, (), "") and value != spec.default
    ]


def _labelled(one: _Told, names: Names) -> str:
    name = gettext(str(one.spec.metadata.get("label", one.spec.name.replace("_", " "))))
    return name if one.value is True else f"{name}: {_value(one.spec, one.value, names)}"


def _phrased(one: _Told, names: Names) -> str:
    phrase = one.phrase
    if isinstance(phrase, Mapping):
        several = one.value if isinstance(one.value, tuple) else (one.value,)
        return gettext(" or ").join(gettext(phrase[value]) for value in several)
    said = gettext(str(phrase))
    if one.value is True:
        return said
    if one.value == 1 and "one" in one.spec.metadata:
        return gettext(str(one.spec.metadata["one"]))
    if one.spec.metadata.get("money"):
        return said % written(one.value, one.currency)
    return said % _value(one.spec, one.value, names)


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
        link = gettext(" and ") if spec.metadata.get("every") else gettext(" or ")
        return link.join(shown) + (gettext(" and %d more") % more if more else "")
    if spec.metadata.get("ref"):
        unknown = f"#{value}" if isinstance(value, int) else str(value)
        return names.get((spec.metadata["ref"], value)) or unknown
    for choice, words in spec.metadata.get("choices", ()):
        if choice == value:
            return gettext(str(words))
    if isinstance(value, time):
        return time_format(value, "H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(value)
