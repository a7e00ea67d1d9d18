"""The inputs in which ids, codes and texts are chosen by typing a name."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import get_select2_language
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin.lookup.sources import SOURCES, Source, named

TYPED = "-typed"


def searched_media() -> forms.Media:
    """What every input needs that is searched by typing."""
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
            "crosssell/admin/lookup.js",
        ),
        css={
            "screen": (
                f"admin/css/vendor/select2/select2{small}.css",
                "admin/css/autocomplete.css",
            )
        },
    )


class SearchedSelect(forms.Select):
    """A long list of choices that is searched by typing; without scripts, the list itself."""

    def build_attrs(self, base_attrs: dict[str, Any], extra: Any = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra) | {
            "class": "crosssell-searched",
            "data-theme": "admin-autocomplete",
            "lang": get_select2_language(),
        }

    @property
    def media(self) -> forms.Media:
        return searched_media()


class _Lookup(forms.Select):
    """Looks like Django's autocomplete, asks our look-up.

    ``beside`` names the arg of the same plugin whose value narrows the search.
    """

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None, beside: str = "") -> None:
        super().__init__(attrs)
        self.kind = kind
        self.beside = beside
        # What the form knows already, by (kind, key), so that it need not be asked for again.
        self.names: Mapping[tuple[str, Any], str] = {}

    def build_attrs(self, base_attrs: dict[str, Any], extra: Any = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra)
        source = SOURCES[self.kind]
        own: dict[str, Any] = {"class": "admin-autocomplete"}
        if source.typed or self.beside:
            # Django's script knows neither: ours takes these over.
            own = {"class": "crosssell-lookup", "data-crosssell-beside": self.beside}
        if source.typed:
            own |= {"data-tags": "true", "data-crosssell-pattern": source.pattern}
            # Translators: beside a text in a list of suggestions, such as "summer (as typed)".
            own["data-crosssell-typed"] = gettext("as typed")
        return attrs | {
            **own,
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
        keys = [str(source.to_key(text)) for text in map(str, value) if source.is_key(text)]
        names = self.named([source.to_key(text) for text in keys])
        self.choices = [(key, names.get(source.to_key(key)) or _gone(source, key)) for key in keys]
        if source.typed:
            # What was typed wrongly stays in sight, beside its error.
            wrong = [text for text in map(str, value) if text and not source.is_key(text)]
            self.choices += [(text, text) for text in wrong]
            keys += wrong
        if not self.allow_multiple_selected:
            self.choices = [("", ""), *self.choices]
        return super().optgroups(name, keys, attrs)

    def named(self, keys: list[Any]) -> dict[Any, str]:
        """The names by key; a key that is not there is missing."""
        known = {key: self.names[self.kind, key] for key in keys if (self.kind, key) in self.names}
        return known | named(self.kind, (key for key in keys if key not in known))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        # Without scripts nothing can be looked up: keys can be typed.
        return super().render(name, value, attrs, renderer) + format_html(
            '<noscript><input type="text" name="{}{}" maxlength="500" placeholder="{}"></noscript>',
            name,
            TYPED,
            self._said_without_scripts(),
        )

    def _said_without_scripts(self) -> Any:
        source = SOURCES[self.kind]
        if not source.text:
            return _("or numbers, such as 12, 15")
        if not source.typed:
            return _("or codes, separated by commas")
        if self.allow_multiple_selected:
            return _("or others, separated by commas")
        return _("or another")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        written = str(data.get(name + TYPED) or "").strip()
        source = SOURCES[self.kind]
        if source.typed and not self.allow_multiple_selected:
            return written or chosen
        strip = " " if source.text else " #"
        typed = [word for word in (part.strip(strip) for part in written.split(",")) if word]
        if not typed:
            return chosen
        return [*(chosen or ()), *typed] if self.allow_multiple_selected else typed[0]

    @property
    def media(self) -> forms.Media:
        return searched_media()


class LookupSelect(_Lookup):
    """One thing."""


class LookupSelectMultiple(_Lookup, forms.SelectMultiple):
    """Several things."""


def _gone(source: Source, key: str) -> Any:
    if source.typed:
        return key
    return _("%(id)s (not there any more)") % {"id": key if source.text else f"#{key}"}
