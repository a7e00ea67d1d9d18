"""Form fields that hold ids and are chosen by typing a name."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import get_select2_language
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from crosssell.admin.lookup import MAX_ID, SOURCES, named
from crosssell.core.args import MAX_ITEMS

TYPED = "-typed"


class _Lookup(forms.Select):
    """Looks like Django's autocomplete, asks our look-up."""

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kind = kind

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
        ids = [text for text in map(str, value) if _is_id(text)]
        names = named(self.kind, map(int, ids))
        self.choices = [
            (pk, names.get(int(pk)) or _("#%(id)s (not there any more)") % {"id": pk}) for pk in ids
        ]
        if not self.allow_multiple_selected:
            self.choices = [("", ""), *self.choices]
        return super().optgroups(name, ids, attrs)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        # Without scripts nothing can be looked up: numbers can be typed.
        return super().render(name, value, attrs, renderer) + format_html(
            '<noscript><input type="text" name="{}{}" maxlength="500" placeholder="{}"></noscript>',
            name,
            TYPED,
            _("or numbers, such as 12, 15"),
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


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= MAX_ID


def _checked(kind: str, values: Iterable[Any]) -> list[int]:
    ids = []
    for value in values:
        if not _is_id(str(value)):
            raise ValidationError(_("Choose from the list."), code="invalid")
        ids.append(int(value))
    if len(ids) > MAX_ITEMS:
        raise ValidationError(
            _("Choose at most %(most)d."), code="too_many", params={"most": MAX_ITEMS}
        )
    there = named(kind, ids)
    missing = [str(pk) for pk in ids if pk not in there]
    if missing:
        raise ValidationError(
            _("There is nothing with the number %(ids)s any more. Please remove it."),
            code="unknown",
            params={"ids": ", ".join(missing[:10])},
        )
    return list(dict.fromkeys(ids))


class LookupField(forms.Field):
    """Cleans to one id, or None."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        if kind not in SOURCES:
            raise ValueError(f"No look-up is called {kind!r}; known: {', '.join(SOURCES)}.")
        self.kind = kind
        super().__init__(widget=LookupSelect(kind), **kwargs)

    def clean(self, value: Any) -> int | None:
        self.validate(value)
        return None if value in self.empty_values else _checked(self.kind, (value,))[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


class LookupManyField(LookupField):
    """Cleans to a list of ids."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(kind, **kwargs)
        self.widget = LookupSelectMultiple(kind)

    def clean(self, value: Any) -> Any:
        self.validate(value)
        return _checked(self.kind, value or ())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(pk) for pk in initial or ()] != [str(pk) for pk in data or ()]
