"""The args of one plugin as a form of their own."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext

from crosssell.admin.args.fields import form_field
from crosssell.admin.merchant_form import remember
from crosssell.core.args import ArgsError, dump, parse, specs
from crosssell.registry import Plugin

# Args of any plugin that bound a range: the first must not exceed the second.
RANGES = (("at_least", "at_most"), ("at_least", "below"), ("from_day", "until_day"))
# Args of any plugin that mean nothing where all of them are empty.
ONE_OF = (("products", "categories"),)


class GroupForm(forms.Form):
    """The args of one plugin; ``values`` are what to store, once it is valid."""

    use_required_attribute = False

    def __init__(
        self, plugin: Plugin, names: Mapping[tuple[str, Any], str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.plugin = plugin
        for spec in specs(plugin.args):
            self.fields[spec.name] = form_field(spec)
        remember(self, names)

    @property
    def heading(self) -> str:
        """What stands above the fields."""
        return pgettext("settings of a plugin", "Settings of “%s”") % gettext(self.plugin.label)

    @property
    def mark(self) -> str:
        """The name of the hidden input that says: these fields were in the page."""
        return shown_mark(self.prefix or "")

    def clean(self) -> dict[str, Any]:
        """Let the dataclass itself have the last word."""
        for low, high in RANGES:
            least, most = self.cleaned_data.get(low), self.cleaned_data.get(high)
            if least is not None and most is not None and least > most:
                text = gettext("This must not be less than “%(field)s”.")
                self.add_error(high, text % {"field": self.fields[low].label})
        for names in ONE_OF:
            if self.fields.keys() >= set(names) and not any(map(self.cleaned_data.get, names)):
                labels = " / ".join(str(self.fields[name].label) for name in names)
                text = gettext("Choose at least one of these: %(fields)s.")
                self.add_error(names[0], text % {"fields": labels})
        if not self.errors:
            try:
                self.values = dump(parse(self.plugin.args, self._given()))
            except ArgsError as error:
                self.add_error(error.field if error.field in self.fields else None, error.message)
            except ValueError as error:
                raise ValidationError(str(error)) from error
        return self.cleaned_data

    def _given(self) -> dict[str, Any]:
        optional = {spec.name for spec in specs(self.plugin.args) if spec.optional}
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value is not None or name in optional
        }


def shown_mark(prefix: str) -> str:
    """See ``GroupForm.mark``."""
    return f"{prefix}--shown"


def group_prefix(row: str, code: str) -> str:
    """The prefix of the fields of a plugin in the row of a form ("" for the form itself)."""
    return f"{row}-args-{code}" if row else f"args-{code}"


def empty_group(plugin: Plugin, row: str) -> GroupForm:
    """The fields of a plugin with their defaults."""
    defaults = {spec.name: spec.default for spec in specs(plugin.args) if not spec.required}
    return GroupForm(
        plugin, prefix=group_prefix(row, plugin.code), initial=defaults, auto_id="id_%s"
    )
