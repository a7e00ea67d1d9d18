"""From one arg of a plugin to one field of a form."""

import typing
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin.lookup.field import LookupField, LookupManyField
from crosssell.admin.text import plain_text
from crosssell.core.args import MAX_ITEMS, MAX_NUMBER, MAX_TEXT, Spec


class WordsField(forms.CharField):
    """Several texts or numbers, separated by commas; cleans to a list."""

    def __init__(self, one: type, **kwargs: Any) -> None:
        super().__init__(
            widget=AdminTextInputWidget,
            max_length=MAX_ITEMS * 20,
            validators=[plain_text],
            **kwargs,
        )
        self.one = one

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> Any:
        words = [word.strip() for word in super().clean(value).split(",") if word.strip()]
        if self.one is str:
            return words
        return [self._number(word) for word in words]

    def _number(self, word: str) -> Any:
        sign, digits = word[:1] == "-", word.removeprefix("-")
        if self.one is Decimal:
            whole, point, part = digits.partition(".")
            if all(one.isascii() and one.isdecimal() for one in (whole, part if point else "0")):
                return -Decimal(digits) if sign else Decimal(digits)
            text = _("“%(word)s” is not a number such as 5 or 7.5. Separate numbers by commas.")
        else:
            if digits.isdecimal():
                return -int(digits) if sign else int(digits)
            text = _("“%(word)s” is not a whole number. Separate numbers by commas.")
        raise ValidationError(text, code="invalid", params={"word": word[:40]})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def form_field(spec: Spec) -> forms.Field:
    """The field for an arg; its cleaned value is what ``core.args.parse`` takes."""
    meta = spec.metadata
    common: dict[str, Any] = {
        "label": gettext(str(meta.get("label", spec.name.replace("_", " ").capitalize()))),
        "help_text": gettext(str(meta["help"])) if meta.get("help") else "",
        "required": spec.required and not spec.optional and spec.type is not bool,
    }
    many = typing.get_origin(spec.type) is tuple
    kind = typing.get_args(spec.type)[0] if many else spec.type
    if "ref" in meta:
        beside = meta.get("beside", "")
        return (LookupManyField if many else LookupField)(meta["ref"], beside=beside, **common)
    if "choices" in meta:
        return _choice(spec, kind, many, common)
    if many:
        common["help_text"] = common["help_text"] or _("Separate several by commas.")
        return WordsField(kind, **common)
    return _PLAIN[kind](common | _limits(kind, meta))


def _limits(kind: type, meta: Any) -> dict[str, Any]:
    if kind not in (int, Decimal):
        return {}
    return {
        "min_value": meta.get("min", -MAX_NUMBER),
        "max_value": meta.get("max", MAX_NUMBER),
    }


def _choice(spec: Spec, kind: type, many: bool, common: dict[str, Any]) -> forms.Field:
    choices = spec.metadata["choices"]
    pairs = [(str(value), gettext(str(label))) for value, label in choices]
    if many:
        return forms.TypedMultipleChoiceField(
            choices=pairs, coerce=kind, widget=forms.CheckboxSelectMultiple, **common
        )
    if spec.default not in [value for value, _label in choices]:
        pairs = [("", "---------"), *pairs]
    return forms.TypedChoiceField(choices=pairs, coerce=kind, empty_value=None, **common)


def _decimal(options: dict[str, Any]) -> forms.Field:
    return forms.DecimalField(max_digits=16, decimal_places=4, **options)


def _text(options: dict[str, Any]) -> forms.Field:
    return forms.CharField(
        max_length=MAX_TEXT, validators=[plain_text], widget=AdminTextInputWidget, **options
    )


def _date(options: dict[str, Any]) -> forms.Field:
    # The browser's own calendar: it needs no script, so it works in fields that are loaded later.
    return forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options
    )


def _time(options: dict[str, Any]) -> forms.Field:
    return forms.TimeField(
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **options
    )


_PLAIN: dict[type, Callable[[dict[str, Any]], forms.Field]] = {
    int: lambda options: forms.IntegerField(**options),
    Decimal: _decimal,
    bool: lambda options: forms.BooleanField(**options),
    date: _date,
    time: _time,
    str: _text,
}
