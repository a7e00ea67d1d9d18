"""Form fields that hold ids or codes and are chosen by typing a name."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import get_select2_language
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from crosssell.admin.lookup_sources import SOURCES, Source, named
from crosssell.core.args import MAX_ITEMS

TYPED = "-typed"


class _Lookup(forms.Select):
    """Looks like Django's autocomplete, asks our look-up."""

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kind = kind
        # What the form knows already, by (kind, key), so that it need not be asked for again.
        self.names: Mapping[tuple[str, Any], str] = {}

    def build_attrs(self, base_attrs: dict[str, Any], extra: Any = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra)
        return attrs | {
            "class": "admin-autocomplete",
            "data-ajax--cache": "true",
            "data-ajax--delay": 250,
            "data-ajax--type": "GET",
            "data-ajax--url": reverse("admin:crosssell_lookup", args=(self.kind,)),
            "data-theme": "admin-autocomplete",
            "data-allow-clear": "true",
            "data-placeholder": "",
            "lang": get_select2_language(),
        }

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        source = SOURCES[self.kind]
        keys = [text for text in map(str, value) if source.is_key(text)]
        names = self.named([source.to_key(text) for text in keys])
        self.choices = [(key, names.get(source.to_key(key)) or _gone(source, key)) for key in keys]
        if not self.allow_multiple_selected:
            self.choices = [("", ""), *self.choices]
        return super().optgroups(name, keys, attrs)

    def named(self, keys: list[Any]) -> dict[Any, str]:
        """The names by key; a key that is not there is missing."""
        known = {key: self.names[self.kind, key] for key in keys if (self.kind, key) in self.names}
        return known | named(self.kind, (key for key in keys if key not in known))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        # Without scripts nothing can be looked up: numbers can be typed.
        return super().render(name, value, attrs, renderer) + format_html(
            '<noscript><input type="text" name="{}{}" maxlength="500" placeholder="{}"></noscript>',
            name,
            TYPED,
            _("or codes, separated by commas")
            if SOURCES[self.kind].text
            else _("or numbers, such as 12, 15"),
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        typed = [word.strip(" #") for word in str(data.get(name + TYPED) or "").split(",")]
        typed = [word for word in typed if word]
        if not typed:
            return chosen
        return [*(chosen or ()), *typed] if self.allow_multiple_selected else typed[0]

    @property
    def media(self) -> forms.Media:
        small = "" if settings.DEBUG else ".min"
        language = get_select2_language()
        words = (f"admin/js/vendor/select2/i18n/{language}.js",) if language else ()
        return forms.Media(
            js=(
                f"admin/js/vendor/jquery/jquery{small}.js",
                f"admin/js/vendor/select2/select2.full{small}.js",
                *words,
                "admin/js/jquery.init.js",
                "admin/js/autocomplete.js",
            ),
            css={
                "screen": (
                    f"admin/css/vendor/select2/select2{small}.css",
                    "admin/css/autocomplete.css",
                )
            },
        )


class LookupSelect(_Lookup):
    """One row."""


class LookupSelectMultiple(_Lookup, forms.SelectMultiple):
    """Several rows."""


def _gone(source: Source, key: str) -> Any:
    return _("%(id)s (not there any more)") % {"id": key if source.text else f"#{key}"}


def _checked(widget: _Lookup, values: Iterable[Any]) -> list[Any]:
    source = SOURCES[widget.kind]
    keys = []
    for value in values:
        if not source.is_key(str(value)):
            raise ValidationError(_("Choose from the list."), code="invalid")
        keys.append(source.to_key(str(value)))
    if len(keys) > MAX_ITEMS:
        raise ValidationError(
            _("Choose at most %(most)d."), code="too_many", params={"most": MAX_ITEMS}
        )
    there = widget.named(keys)
    missing = [str(key) for key in keys if key not in there]
    if missing:
        text = (
            _("There is nothing with the code %(ids)s any more. Please remove it.")
            if source.text
            else _("There is nothing with the number %(ids)s any more. Please remove it.")
        )
        raise ValidationError(text, code="unknown", params={"ids": ", ".join(missing[:10])})
    return list(dict.fromkeys(keys))


class LookupField(forms.Field):
    """Cleans to one id or code, or None."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        if kind not in SOURCES:
            raise ValueError(f"No look-up is called {kind!r}; known: {', '.join(SOURCES)}.")
        self.kind = kind
        super().__init__(widget=LookupSelect(kind), **kwargs)

    def clean(self, value: Any) -> Any:
        self.validate(value)
        return None if value in self.empty_values else _checked(self.widget, (value,))[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


class LookupManyField(LookupField):
    """Cleans to a list of ids or codes."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(kind, **kwargs)
        self.widget = LookupSelectMultiple(kind)

    def clean(self, value: Any) -> Any:
        self.validate(value)
        return _checked(self.widget, value or ())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(pk) for pk in initial or ()] != [str(pk) for pk in data or ()]
