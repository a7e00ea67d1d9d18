"""The rows of a bundle on its page: its parts, and the amounts of its reward."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crosssell.admin.bundles.amounts import AmountForm, AmountFormSet
from crosssell.admin.bundles.part_form import ComponentForm, ComponentFormSet
from crosssell.bundle_words import part_in_words
from crosssell.core.bundle_terms import Part
from crosssell.models import BundleAmount, Component
from crosssell.oscar.money import written
from crosssell.oscar.target_names import names_of

MOST_PARTS = 10
MOST_AMOUNTS = 20


class BundleRowInline(admin.StackedInline):
    """Rows of a bundle: one empty form waits, so that it works without scripts."""

    template = "admin/crosssell/rule/rows.html"
    extra = 1
    said: Any = ""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """No more rows are made than can be shown."""
        limits = {"absolute_max": self.max_num + 1, "validate_max": True}
        return super().get_formset(request, obj, **limits, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.has_change_permission(request, obj) or self.has_add_permission(request, obj):
            return self.fields
        return ("in_words",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("in_words",)


class ComponentInline(BundleRowInline):
    """What must be bought together."""

    model = Component
    form = ComponentForm
    formset = ComponentFormSet
    max_num = MOST_PARTS
    verbose_name = _("part")
    verbose_name_plural = _("What must be bought together")
    fields = (("quantity", "products"), ("categories", "ranges", "classes"), "rewarded")
    said = _(
        "A part is filled by any of what you choose in it; a product with variants stands for all "
        "of them, a category for everything below it. All parts make a set."
    )

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 2 if obj is None else 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Component]:
        return super().get_queryset(request).prefetch_related("targets")

    @admin.display(description=_("Part"))
    def in_words(self, row: Component) -> str:
        keys = frozenset((one.kind, one.target) for one in row.targets.all())
        return part_in_words(Part(row.quantity, keys, row.rewarded), names_of(keys))


class AmountInline(BundleRowInline):
    """How much, in each currency."""

    model = BundleAmount
    form = AmountForm
    formset = AmountFormSet
    max_num = MOST_AMOUNTS
    verbose_name = _("amount")
    verbose_name_plural = _("How much")
    fields = (("amount", "currency"),)
    said = _("One for each currency of the shop; in others the bundle gives nothing.")

    @admin.display(description=_("Amount"))
    def in_words(self, row: BundleAmount) -> str:
        return written(row.amount, row.currency)
