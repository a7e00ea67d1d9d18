"""The forms that a rule is put together from, in the order of its sentence."""

from collections import Counter
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crosssell.admin import words
from crosssell.admin.args_form import ArgsForm
from crosssell.admin.code_field import CodeField
from crosssell.admin.lookup_field import LookupSelect
from crosssell.admin.lookup_sources import named
from crosssell.admin.merchant_form import MerchantForm
from crosssell.admin.scheduled import DatesForm
from crosssell.models import Rule, RuleBoost, RuleCondition, RuleFallback, RuleFilter, RulePin


class RuleForm(ArgsForm, DatesForm):
    """A rule without its rows."""

    kind = "strategies"
    code_field = "strategy"
    strategy = CodeField("strategies", label=_("Where products come from"))

    class Meta:
        model = Rule
        fields = (
            "name", "strategy", "args", "reason", "stop", "priority", "active", "starts_at",
            "ends_at",
        )  # fmt: skip
        help_texts = {"active": _("Off: a draft, which only the preview shows.")}


class ConditionForm(ArgsForm):
    """One condition."""

    kind = "conditions"
    code = CodeField("conditions", label=_("Condition"))

    class Meta:
        model = RuleCondition
        fields = ("negate", "code", "args")
        labels = {"negate": _("not")}


class FallbackForm(ArgsForm):
    """What fills up."""

    kind = "strategies"
    code = CodeField("strategies", label=_("Fill up with"))

    class Meta:
        model = RuleFallback
        fields = ("code", "position", "args")


class FilterForm(ArgsForm):
    """One filter."""

    kind = "filters"
    code = CodeField("filters", label=_("Never show"))

    class Meta:
        model = RuleFilter
        fields = ("code", "args")


class BoostForm(ArgsForm):
    """One boost with its weight."""

    kind = "boosts"
    code = CodeField("boosts", label=_("Best first by"))

    class Meta:
        model = RuleBoost
        fields = ("code", "weight", "args")

    def clean_weight(self) -> int:
        """A boost that changes nothing is a mistake."""
        weight: int = self.cleaned_data["weight"]
        if weight == 0:
            raise forms.ValidationError(_("With a weight of 0 it changes nothing. Remove it."))
        return weight


class PinForm(MerchantForm):
    """One product at its place."""

    product = forms.ModelChoiceField(
        queryset=None, label=_("Product"), widget=LookupSelect("product")
    )

    class Meta:
        model = RulePin
        fields = ("product", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "product" in self.fields:
            # Children are sold, but their parent is what is shown.
            products = apps.get_model("catalogue", "Product").objects
            self.fields["product"].queryset = products.exclude(structure="child")


class PinFormSet(forms.BaseInlineFormSet):
    """A place holds one product."""

    def clean(self) -> None:
        super().clean()
        rows = [
            form
            for form in self.forms
            if form.cleaned_data.get("position") and not form.cleaned_data.get("DELETE")
        ]
        taken = Counter(form.cleaned_data["position"] for form in rows)
        for form in rows:
            if taken[form.cleaned_data["position"]] > 1:
                form.add_error("position", _("Another product is pinned to this place."))


# Rows of one kind in one rule.
MOST_ROWS = 20


class RowInline(admin.StackedInline):
    """Rows of a rule: one empty form waits, so that it works without scripts."""

    template = "admin/crosssell/rule/rows.html"
    extra = 1
    max_num = MOST_ROWS
    own: tuple[str, ...] = ()
    said: Any = ""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """No more rows are made than can be shown."""
        limits = {"absolute_max": MOST_ROWS + 1, "validate_max": True}
        return super().get_formset(request, obj, **limits, **kwargs)

    @admin.display(description=_("Settings"))
    def in_words(self, row: Any) -> str:
        """The row, for those who may only look."""
        kind = self.form.kind
        return words.plugin_in_words(
            kind, row.code, row.args, words.names_of([(kind, row.code, row.args)])
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.has_change_permission(request, obj) or self.has_add_permission(request, obj):
            return self.fields
        return ("in_words", *self.own)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("in_words",)


class ConditionInline(RowInline):
    """When."""

    model = RuleCondition
    form = ConditionForm
    fields = (("negate", "code"), "args")
    own = ("negate",)
    said = _("Without a condition the rule always applies. Two rules make an “or”.")


class FallbackInline(RowInline):
    """If these are too few."""

    model = RuleFallback
    form = FallbackForm
    fields = (("code", "position"), "args")
    own = ("position",)
    said = _("Asked in this order, after all rules of the placement; the preview says “Backup”.")


class FilterInline(RowInline):
    """But never."""

    model = RuleFilter
    form = FilterForm
    fields = ("code", "args")
    said = _(
        "Never shown anyway: what is hidden or cannot be bought, the page's own product, and what "
        "is in the basket."
    )


class BoostInline(RowInline):
    """Best first by."""

    model = RuleBoost
    form = BoostForm
    fields = (("code", "weight"), "args")
    own = ("weight",)
    said = _("Without any, products keep the order of where they come from.")


class PinInline(RowInline):
    """Always at its place."""

    model = RulePin
    form = PinForm
    formset = PinFormSet
    fields = (("product", "position"),)
    own = ("position",)
    said = _("Place 1 is the first. A product that is kept out above is not shown here either.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RulePin]:
        return super().get_queryset(request).order_by("position", "pk")

    @admin.display(description=_("Product"))
    def in_words(self, row: Any) -> str:
        names = named("product", [row.product_id])
        return names.get(row.product_id, f"#{row.product_id}")
