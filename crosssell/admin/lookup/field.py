"""Form fields that hold ids, codes or texts and are chosen by typing a name."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crosssell.admin.lookup.sources import SOURCES, Source
from crosssell.admin.lookup.widget import LookupSelect, LookupSelectMultiple
from crosssell.admin.text import plain_text
from crosssell.core.args import MAX_ITEMS

__all__ = ["LookupField", "LookupManyField", "LookupSelect"]


class LookupField(forms.Field):
    """Cleans to one id, code or text, or None.

    ``beside``: see ``lookup.widget``. ``error_messages`` may hold words for "unknown".
    """

    widget_class: type[LookupSelect | LookupSelectMultiple] = LookupSelect

    def __init__(self, kind: str, *, beside: str = "", **kwargs: Any) -> None:
        if kind not in SOURCES:
            raise ValueError(f"No look-up is called {kind!r}; known: {', '.join(SOURCES)}.")
        self.kind = kind
        super().__init__(widget=self.widget_class(kind, beside=beside), **kwargs)

    def clean(self, value: Any) -> Any:
        self.validate(value)
        return None if value in self.empty_values else _checked(self, (value,))[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


class LookupManyField(LookupField):
    """Cleans to a list of ids, codes or texts."""

    widget_class = LookupSelectMultiple

    def clean(self, value: Any) -> Any:
        self.validate(value)
        return _checked(self, value or ())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(pk) for pk in initial or ()] != [str(pk) for pk in data or ()]


def _checked(field: LookupField, values: Iterable[Any]) -> list[Any]:
    source = SOURCES[field.kind]
    keys = []
    for value in values:
        _refuse(source, str(value))
        keys.append(source.to_key(str(value)))
    if len(keys) > MAX_ITEMS:
        raise ValidationError(
            _("Choose at most %(most)d."), code="too_many", params={"most": MAX_ITEMS}
        )
    if not source.typed:
        _refuse_missing(field, keys)
    return list(dict.fromkeys(keys))


def _refuse(source: Source, given: str) -> None:
    """Raise ValidationError for a text that is no key."""
    if source.typed:
        plain_text(given)
    if not source.is_key(given):
        raise ValidationError(
            source.wanted or _("Choose from the list."),
            code="invalid",
            params={"text": given[:40]},
        )


def _refuse_missing(field: LookupField, keys: list[Any]) -> None:
    there = field.widget.named(keys)
    missing = [str(key) for key in keys if key not in there]
    if missing:
        text = (
            _("There is nothing with the code %(ids)s any more. Please remove it.")
            if SOURCES[field.kind].text
            else _("There is nothing with the number %(ids)s any more. Please remove it.")
        )
        raise ValidationError(
            field.error_messages.get("unknown", text),
            code="unknown",
            params={"ids": ", ".join(missing[:10])},
        )
