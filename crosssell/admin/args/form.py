"""A model form whose ``args`` are asked for with the fields of the chosen plugin.

The page holds the fields of the chosen plugin alone. A script loads those of another one when the
choice changes; without scripts they come with the page that follows "Save and continue editing".
"""

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell import registry
from crosssell.admin.args.group import GroupForm, empty_group, group_prefix
from crosssell.admin.lookup.widget import searched_media
from crosssell.admin.merchant_form import MerchantForm
from crosssell.core.args import dump, parse, specs


class ArgsWidget(forms.Widget):
    """Draws the fields of the chosen plugin; they read their own values."""

    template_name = "admin/crosssell/args.html"

    def __init__(self, kind: str, code_field: str) -> None:
        super().__init__()
        self.kind = kind
        self.code_field = code_field
        self.group: GroupForm | None = None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        # The code is put in by the script, so the address ends before it.
        url = reverse("admin:crosssell_args", args=(self.kind, "x")).removesuffix("x/")
        return {"group": self.group, "code_field": self.code_field, "url": url}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        # Never: a plugin without args must overwrite the args of the one before it.
        return False

    def id_for_label(self, id_: str) -> str:
        return ""


class ArgsField(forms.Field):
    """Stands for the fields of the plugin; the form cleans them."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class ArgsForm(MerchantForm):
    """Base of the forms of rules, their rows, and placements."""

    kind: ClassVar[str]
    code_field: ClassVar[str] = "code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "args" not in self.fields:
            return
        field = ArgsField(
            required=False, label=_("Settings"), widget=ArgsWidget(self.kind, self.code_field)
        )
        self.fields["args"] = field
        self.chosen = self._chosen_code()
        self.group = field.widget.group = self._group()
        stored = getattr(self.instance, self.code_field)
        codes = {plugin.code for plugin in registry.all_of(self.kind)}
        if self.instance.pk and stored not in codes:
            code = self.fields[self.code_field]
            gone = gettext("%(code)s (not installed)") % {"code": stored}
            code.choices = [*code.choices, (stored, gone)]

    @property
    def media(self) -> forms.Media:
        # Fields that are loaded later bring no scripts: those of the look-ups are always there.
        return (
            super().media
            + searched_media()
            + forms.Media(
                js=("crosssell/admin/args.js",), css={"all": ("crosssell/admin/admin.css",)}
            )
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if "args" not in self.fields or self.code_field not in cleaned or self.group is None:
            return cleaned
        if self.group.is_bound and self.group.is_valid():
            cleaned["args"] = self.group.values
        elif self.group.is_bound:
            self.add_error("args", _("Please mend the settings that are marked."))
        elif self.group.fields:
            label = gettext(self.group.plugin.label)
            text = gettext("Here are the settings of “%(label)s”. Look at them, then save.")
            self.add_error("args", text % {"label": label})
        else:
            cleaned["args"] = dump(parse(self.group.plugin.args, {}))
        return cleaned

    @cached_property
    def changed_data(self) -> list[str]:
        changed = [name for name in super().changed_data if name != "args"]
        group = self.group if "args" in self.fields else None
        if group is not None and (self.code_field in changed or group.has_changed()):
            changed.append("args")
        return changed

    def _chosen_code(self) -> str:
        if self.is_bound:
            return str(self.data.get(self.add_prefix(self.code_field), ""))
        return str(self.get_initial_for_field(self.fields[self.code_field], self.code_field) or "")

    def _group(self) -> GroupForm | None:
        """The fields of the chosen plugin, with what was sent or stored, or their defaults."""
        try:
            plugin = registry.get(self.kind, self.chosen)
        except registry.UnknownPlugin:
            return None
        empty = empty_group(plugin, self.prefix or "")
        prefix = group_prefix(self.prefix or "", plugin.code)
        sent = self.is_bound and any(
            name == empty.mark or name.startswith(f"{prefix}-") for name in self.data
        )
        return GroupForm(
            plugin,
            self.names,
            data=self.data if sent else None,
            prefix=prefix,
            initial=empty.initial | self._stored(plugin),
            auto_id="id_%s",
        )

    def _stored(self, plugin: registry.Plugin) -> dict[str, Any]:
        if not self.instance.pk:
            # A new row may begin with what another page proposed.
            proposed = self.initial.get("args")
            fits = self.initial.get(self.code_field) == plugin.code
            return dict(proposed) if fits and isinstance(proposed, dict) else {}
        if getattr(self.instance, self.code_field) != plugin.code:
            return {}
        args = self.instance.args
        try:
            parsed = parse(plugin.args, args)
        except ValueError:
            # Args of an older version: shown as far as they go, to be mended.
            return dict(args) if isinstance(args, dict) else {}
        return {spec.name: getattr(parsed, spec.name) for spec in specs(plugin.args)}
