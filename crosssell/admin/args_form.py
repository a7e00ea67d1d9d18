"""A model form whose ``args`` are asked for with the fields of the chosen plugin.

The page holds one group of fields for each plugin of the kind; a script shows the chosen one
and, without scripts, each stands under its own heading and only the chosen one is read.
"""

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from crosssell import registry
from crosssell.admin.args_fields import form_field
from crosssell.admin.merchant_form import MerchantForm
from crosssell.core.args import ArgsError, dump, parse, specs
from crosssell.registry import Plugin

# Args of any plugin that bound a range: the first must not exceed the second.
RANGES = (("at_least", "at_most"), ("at_least", "below"), ("from_day", "until_day"))
# Args of any plugin that mean nothing where all of them are empty.
ONE_OF = (("products", "categories"),)


class CodeField(forms.ChoiceField):
    """The code of a plugin of one kind."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(choices=self.known, **kwargs)

    def known(self) -> list[tuple[str, str]]:
        """Every code with its label in the merchant's language, by label."""
        pairs = [(plugin.code, gettext(plugin.label)) for plugin in registry.all_of(self.kind)]
        return [("", "---------"), *sorted(pairs, key=lambda pair: pair[1])]

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        codes = [code for code, _label in self.known() if code]
        if value not in codes:
            raise ValidationError(
                _("“%(code)s” is not known here. Known: %(known)s."),
                code="unknown",
                params={"code": value[:60], "known": ", ".join(codes) or "-"},
            )


class ArgsWidget(forms.Widget):
    """Draws the groups of fields of an ArgsForm; each group reads its own values."""

    template_name = "admin/crosssell/args.html"

    def __init__(self, code_field: str) -> None:
        super().__init__()
        self.code_field = code_field
        self.groups: list[dict[str, Any]] = []

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {"groups": self.groups, "code_field": self.code_field}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        # Never: a plugin without args must overwrite the args of the one before it.
        return False

    def id_for_label(self, id_: str) -> str:
        return ""


class ArgsField(forms.Field):
    """Stands for all groups; the form cleans them."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class GroupForm(forms.Form):
    """The args of one plugin."""

    use_required_attribute = False

    def __init__(self, plugin: Plugin, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plugin = plugin
        for spec in specs(plugin.args):
            self.fields[spec.name] = form_field(spec)

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


class ArgsForm(MerchantForm):
    """Base of the forms of rules, conditions, filters and placements."""

    kind: ClassVar[str]
    code_field: ClassVar[str] = "code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "args" not in self.fields:
            return
        field = ArgsField(required=False, label=_("Settings"), widget=ArgsWidget(self.code_field))
        self.fields["args"] = field
        self.chosen = self._chosen_code()
        self.groups = {plugin.code: self._group(plugin) for plugin in registry.all_of(self.kind)}
        field.widget.groups = [self._drawn(form) for form in self.groups.values() if form.fields]
        code = self.fields[self.code_field]
        if self.instance.pk and getattr(self.instance, self.code_field) not in self.groups:
            gone = getattr(self.instance, self.code_field)
            code.choices = [
                *code.choices,
                (gone, gettext("%(code)s (not installed)") % {"code": gone}),
            ]

    @property
    def media(self) -> forms.Media:
        media = super().media
        for form in getattr(self, "groups", {}).values():
            media += form.media
        return media + forms.Media(
            js=("crosssell/admin/args.js",), css={"all": ("crosssell/admin/admin.css",)}
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        group = self.groups.get(self.chosen) if "args" in self.fields else None
        if group is None or self.code_field not in cleaned:
            return cleaned
        if group.is_valid():
            cleaned["args"] = group.values
        else:
            self.add_error("args", _("Please mend the settings that are marked."))
        return cleaned

    @cached_property
    def changed_data(self) -> list[str]:
        changed = [name for name in super().changed_data if name != "args"]
        group = self.groups.get(self.chosen) if "args" in self.fields else None
        if group is not None and (self.code_field in changed or group.has_changed()):
            changed.append("args")
        return changed

    def _chosen_code(self) -> str:
        if self.is_bound:
            return str(self.data.get(self.add_prefix(self.code_field), ""))
        return str(self.get_initial_for_field(self.fields[self.code_field], self.code_field) or "")

    def _group(self, plugin: Plugin) -> GroupForm:
        stored = self.instance.args if self._holds(plugin) else {}
        try:
            initial = {
                spec.name: getattr(parse(plugin.args, stored), spec.name)
                for spec in specs(plugin.args)
            }
        except ValueError:
            defaults = {s.name: s.default for s in specs(plugin.args) if not s.required}
            initial = defaults | (stored if isinstance(stored, dict) else {})
        return GroupForm(
            plugin,
            # The others keep their defaults: the page does not send what it does not show.
            data=self.data if self.is_bound and plugin.code == self.chosen else None,
            prefix=f"{self.prefix}-args-{plugin.code}" if self.prefix else f"args-{plugin.code}",
            initial=initial,
            auto_id="id_%s",
        )

    def _holds(self, plugin: Plugin) -> bool:
        return bool(self.instance.pk) and getattr(self.instance, self.code_field) == plugin.code

    def _drawn(self, form: GroupForm) -> dict[str, Any]:
        label = gettext(form.plugin.label)
        return {
            "code": form.plugin.code,
            "form": form,
            "chosen": form.plugin.code == self.chosen,
            "heading": pgettext_lazy("settings of a plugin", "Settings of “%s”") % label,
        }
