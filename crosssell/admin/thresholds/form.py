"""The form of a threshold without its rows."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from crosssell.admin.bundles.part_form import LOOKUPS, TARGETS
from crosssell.admin.lookup.field import LookupManyField, LookupSelect
from crosssell.admin.merchant_form import MerchantForm
from crosssell.admin.scheduled import DatesForm
from crosssell.core.bundle_terms import Key
from crosssell.models import Threshold, Uncounted

UNCOUNTED = tuple(f"not_{field}" for field, *_rest in TARGETS)
KIND_OF = {f"not_{field}": kind for field, kind, _lookup in TARGETS}


class ThresholdForm(MerchantForm, DatesForm):
    """Name, state, for whom, beside what, and what does not count."""

    # Set for a page that shows words and saves nothing.
    only_shown = False
    countries = LookupManyField(
        "country",
        label=_("Countries"),
        required=False,
        help_text=_("Where the order goes to. Empty: everywhere."),
    )
    not_products = LookupManyField("piece", label=_("Products"), required=False)
    not_categories = LookupManyField("category", label=_("Categories"), required=False)
    not_ranges = LookupManyField("range", label=_("Ranges"), required=False)
    not_classes = LookupManyField("product_class", label=_("Product types"), required=False)

    class Meta:
        model = Threshold
        fields = (
            "name", "priority", "group", "countries", "adds_up", "with_bundles", "with_offers",
            "with_vouchers", "active", "starts_at", "ends_at",
        )  # fmt: skip
        help_texts = {
            "active": _("Off: a draft, which no shopper sees or gets."),
            "with_bundles": _("Off: a basket with a bundle in it gets nothing of this."),
            "with_offers": _("Off: a basket with an offer of the shop gets nothing of this."),
            "with_vouchers": _("Off: a basket with a voucher gets nothing of this."),
        }
        widgets = {"group": LookupSelect("group")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = self.instance.uncounted.all() if self.instance.pk else ()
        for field, kind in KIND_OF.items():
            if field in self.fields:
                self.initial[field] = sorted(one.target for one in there if one.kind == kind)
        if "countries" in self.fields:
            self.initial["countries"] = sorted(
                getattr(one, "pk", one) for one in self.initial.get("countries") or ()
            )

    def is_valid(self) -> bool:
        return super().is_valid() and not self.only_shown

    @property
    def uncounted(self) -> tuple[Key, ...]:
        """What does not count, as kind and id."""
        return tuple(
            (kind, pk)
            for field, kind in KIND_OF.items()
            for pk in self.cleaned_data.get(field) or ()
        )

    def _save_m2m(self) -> None:
        super()._save_m2m()
        _set_uncounted(self.instance, self.uncounted)


def _set_uncounted(row: Threshold, chosen: Iterable[Key]) -> None:
    """Those that stay keep their rows, so that history tells changes."""
    wanted = dict.fromkeys(chosen)
    for one in row.uncounted.all():
        if (one.kind, one.target) in wanted:
            del wanted[one.kind, one.target]
        else:
            one.delete()
    for kind, pk in wanted:
        Uncounted.objects.create(threshold=row, kind=kind, target=pk)


__all__ = ["LOOKUPS", "UNCOUNTED", "ThresholdForm"]
