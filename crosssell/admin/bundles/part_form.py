"""One part of a bundle in admin: pieces of any of these products, categories, ranges or types."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crosssell.admin.bundles.reward import needs_of
from crosssell.admin.lookup.field import LookupManyField
from crosssell.admin.merchant_form import MerchantForm
from crosssell.models import Component, ComponentTarget

# The field of the form, the kind of target that it holds, the look-up that finds it.
TARGETS = (
    ("products", "product", "piece"),
    ("categories", "category", "category"),
    ("ranges", "range", "range"),
    ("classes", "class", "product_class"),
)
LOOKUPS = {kind: lookup for _field, kind, lookup in TARGETS}
Chosen = tuple[tuple[str, int], ...]


class ComponentForm(MerchantForm):
    """The row and its targets; ``chosen`` are those, once it is valid."""

    products = LookupManyField(
        "piece",
        label=_("Products"),
        required=False,
    )
    categories = LookupManyField("category", label=_("Categories"), required=False)
    ranges = LookupManyField("range", label=_("Ranges"), required=False)
    classes = LookupManyField("product_class", label=_("Product types"), required=False)

    class Meta:
        model = Component
        fields = ("quantity", "products", "categories", "ranges", "classes", "rewarded")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = self.instance.targets.all() if self.instance.pk else ()
        for field, kind, _lookup in TARGETS:
            # Those who may only look are given words in place of the fields.
            if field in self.fields:
                self.initial[field] = sorted(one.target for one in there if one.kind == kind)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        wrong = any(field in self.errors for field, *_ in TARGETS)
        if not wrong and not self.chosen:
            self.add_error(
                "products",
                _(
                    "Choose what fills this part: a product, a category, a range or a product "
                    "type. Or remove the part."
                ),
            )
        return cleaned

    @property
    def chosen(self) -> Chosen:
        """The targets in the form, as kind and id."""
        return tuple(
            (kind, pk)
            for field, kind, _lookup in TARGETS
            for pk in self.cleaned_data.get(field) or ()
        )

    def save(self, commit: bool = True) -> Component:
        row: Component = super().save(commit=commit)
        if commit:
            _set_targets(row, self.chosen)
        return row


def _set_targets(row: Component, chosen: Iterable[tuple[str, int]]) -> None:
    """Make the targets these; those that stay keep their rows, so that history tells changes."""
    wanted = dict.fromkeys(chosen)
    for one in row.targets.all():
        if (one.kind, one.target) in wanted:
            del wanted[one.kind, one.target]
        else:
            one.delete()
    for kind, pk in wanted:
        ComponentTarget.objects.create(component=row, kind=kind, target=pk)


class ComponentFormSet(forms.BaseInlineFormSet):
    """The parts together, and what the reward asks of them."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        rows = [form for form in self.forms if kept(form)]
        if not rows:
            raise forms.ValidationError(
                _("Add at least one part: what must be bought."), code="no_part"
            )
        wanted = needs_of(self.instance.reward, self.instance.args)
        rewarded = [form for form in rows if form.cleaned_data.get("rewarded")]
        if wanted.rewarded and not rewarded:
            rows[-1].add_error(
                "rewarded", _("This reward needs a part that it is for. Tick it there.")
            )
        elif wanted.rewarded and len(rewarded) == len(rows):
            rows[-1].add_error(
                "rewarded",
                _("One part must be bought at its price: add it, and do not tick this there."),
            )
        if wanted.one_part and len(rows) > 1:
            rows[1].add_error(
                None, _("This reward works with one part alone. Remove the other parts.")
            )
        pieces = sum(form.cleaned_data["quantity"] for form in rewarded or rows)
        if pieces < wanted.pieces:
            rows[-1].add_error(
                "quantity",
                ngettext(
                    "This reward needs at least %(least)d piece that it is for; there are "
                    "%(pieces)d. Ask for more pieces, or add a part.",
                    "This reward needs at least %(least)d pieces that it is for; there are "
                    "%(pieces)d. Ask for more pieces, or add a part.",
                    wanted.pieces,
                )
                % {"least": wanted.pieces, "pieces": pieces},
            )

    def save(self, commit: bool = True) -> Any:
        """New parts come after those that are there."""
        for place, form in enumerate(self.forms, start=1):
            if form.instance.pk is None:
                form.instance.position = 10 * place
        return super().save(commit=commit)


def kept(form: forms.BaseForm) -> bool:
    """Whether a row was filled in and is not to be removed."""
    return bool(form.has_changed() or form.instance.pk) and not form.cleaned_data.get("DELETE")
