"""Choosing a plugin of one kind, grouped by what it looks at."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell import registry
from crosssell.registry import Plugin

# The first part of the first fact that a condition needs says what it looks at.
CONDITIONS = {
    "product": _("The page"),
    "category": _("The page"),
    "basket": _("The basket"),
    "order": _("The order"),
    "customer": _("The customer"),
    "viewed": _("The visit"),
    "visit": _("The visit"),
}
OTHERS = _("Date and time")
STRATEGIES = (
    _("Beside the product or category of the page"),
    _("For this basket or shopper"),
    _("The same for everybody"),
)


def _condition(plugin: Plugin) -> tuple[int, Any]:
    fact = plugin.needs[0].partition(".")[0] if plugin.needs else ""
    if not fact and (plugin.keys or "product" in plugin.code):
        fact = "product"
    heading = CONDITIONS.get(fact, OTHERS)
    return [*dict.fromkeys(CONDITIONS.values()), OTHERS].index(heading), heading


def _strategy(plugin: Plugin) -> tuple[int, Any]:
    place = 1 if plugin.context is None else 0 if plugin.context else 2
    return place, STRATEGIES[place]


HEADINGS: dict[str, Callable[[Plugin], tuple[int, Any]]] = {
    "conditions": _condition,
    "strategies": _strategy,
}


class CodeField(forms.ChoiceField):
    """The code of a plugin of one kind."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(choices=self.known, **kwargs)

    def known(self) -> list[tuple[str, Any]]:
        """Every code with its label in the merchant's language, by label, in its group."""
        pairs = sorted(
            ((plugin, gettext(plugin.label)) for plugin in registry.all_of(self.kind)),
            key=lambda pair: pair[1],
        )
        heading = HEADINGS.get(self.kind)
        if heading is None:
            return [("", _("Choose …")), *((plugin.code, label) for plugin, label in pairs)]
        groups: dict[tuple[int, Any], list[tuple[str, str]]] = {}
        for plugin, label in pairs:
            groups.setdefault(heading(plugin), []).append((plugin.code, label))
        in_order = sorted(groups.items(), key=lambda group: group[0][0])
        return [("", _("Choose …")), *((str(said), rows) for (_at, said), rows in in_order)]

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        codes = [plugin.code for plugin in registry.all_of(self.kind)]
        if value not in codes:
            raise ValidationError(
                _("“%(code)s” is not known here. Known: %(known)s."),
                code="unknown",
                params={"code": value[:60], "known": ", ".join(codes) or "-"},
            )
