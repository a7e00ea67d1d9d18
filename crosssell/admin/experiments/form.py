"""The form of a test: its name, how small a change matters, and its parts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from crosssell.admin.lookup.field import LookupField, LookupManyField
from crosssell.admin.merchant_form import MerchantForm
from crosssell.admin.scheduled import DatesForm
from crosssell.core.experiments import BUCKETS
from crosssell.models import Experiment, Variant

# The fields of a part that say what it shows, and what is looked up for each.
HELD = {
    "placements": "placement",
    "rules": "rule",
    "bundles": "bundle",
    "thresholds": "threshold",
}


class ExperimentForm(MerchantForm, DatesForm):
    """The row without its parts."""

    currency = LookupField(
        "currency",
        label=_("Currency"),
        required=False,
        help_text=format_lazy(
            _("Only orders in it are counted. Empty: {currency}."),
            currency=settings.OSCAR_DEFAULT_CURRENCY,
        ),
    )

    class Meta:
        model = Experiment
        fields = ("name", "note", "smallest_lift", "currency")
        labels = {"smallest_lift": _("Smallest change that matters, in per cent")}
        help_texts = {
            "smallest_lift": _(
                "Of revenue per visitor. A small change takes many more visitors to see: half the "
                "change, four times the visitors."
            ),
            "note": _("For yourself, to be read when the result is there."),
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def clean_currency(self) -> str:
        return self.cleaned_data.get("currency") or ""


class VariantForm(MerchantForm):
    """One part: how many visitors it gets, in per cent, and what they see."""

    per_cent = forms.DecimalField(
        label=_("Share of the visitors, in per cent"),
        min_value=Decimal("0.1"),
        max_value=Decimal("99.9"),
        max_digits=4,
        decimal_places=1,
    )
    placements = LookupManyField("placement", label=_("Placements"), required=False)
    rules = LookupManyField("rule", label=_("Rules"), required=False)
    bundles = LookupManyField("bundle", label=_("Bundles"), required=False)
    thresholds = LookupManyField("threshold", label=_("Thresholds"), required=False)

    class Meta:
        model = Variant
        fields = ("name", "holdout", *HELD)
        labels = {"holdout": _("These visitors see none of it (the holdout)")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            if "per_cent" in self.fields:
                self.initial["per_cent"] = Decimal(self.instance.share) / 10
            for name in HELD:
                if name in self.fields:
                    there = getattr(self.instance, name).all()
                    self.initial[name] = sorted(one.pk for one in there)

    @property
    def held(self) -> set[tuple[str, int]]:
        """What it shows, as (field, id)."""
        return {(name, pk) for name in HELD for pk in self.cleaned_data.get(name) or ()}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("per_cent"):
            self.instance.share = int(cleaned["per_cent"] * BUCKETS / 100)
        if cleaned.get("holdout") and self.held:
            self.add_error(
                "holdout", _("A holdout sees none: remove what is chosen here, or untick this.")
            )
        elif not cleaned.get("holdout") and not self.held and not set(HELD) & set(self.errors):
            self.add_error(
                None, _("Choose what these visitors see, or tick that they see none of it.")
            )
        return cleaned


class VariantFormSet(forms.BaseInlineFormSet):
    """The parts together."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        rows = [form for form in self.forms if _kept(form)]
        if len(rows) < 2:
            raise forms.ValidationError(
                _("A test needs two parts at least: what is tried, and what it is compared with.")
            )
        if all(form.cleaned_data["holdout"] for form in rows):
            raise forms.ValidationError(_("One part must see something."))
        holdouts = [form for form in rows if form.cleaned_data["holdout"]]
        for form in holdouts[1:]:
            form.add_error("holdout", _("Only one part can be the holdout."))
        total = sum(form.cleaned_data["per_cent"] for form in rows)
        if total != 100:
            raise forms.ValidationError(
                _("The shares come to %(total)s %%. They must come to 100 %%."),
                params={"total": number_format(total)},
            )
        self._once(rows)

    def _once(self, rows: list[Any]) -> None:
        before: set[tuple[str, int]] = set()
        for form in rows:
            for name, _pk in sorted(form.held & before):
                form.add_error(name, _("Another part holds this too. Let only one of them do."))
            before |= form.held

    def save(self, commit: bool = True) -> Any:
        """The parts are in the order of the page."""
        for place, form in enumerate(self.forms, start=1):
            if form.instance.position != 10 * place:
                form.instance.position = 10 * place
                if form.instance.pk and not form.has_changed():
                    form.instance.save(update_fields=("position",))
        return super().save(commit=commit)


def _kept(form: Any) -> bool:
    changed = form.has_changed() or form.instance.pk
    return bool(changed) and not form.cleaned_data.get("DELETE")
