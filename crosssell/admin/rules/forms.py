"""The forms that a rule is put together from."""

from collections import Counter
from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from crosssell.admin.args.code_field import CodeField
from crosssell.admin.args.form import ArgsForm
from crosssell.admin.lookup.field import LookupSelect
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
