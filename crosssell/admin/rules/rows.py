"""The rows of a rule on its page, in the order of its sentence."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crosssell.admin import words
from crosssell.admin.lookup.sources import named
from crosssell.admin.rules.forms import (
    BoostForm,
    ConditionForm,
    FallbackForm,
    FilterForm,
    PinForm,
    PinFormSet,
)
from crosssell.models import RuleBoost, RuleCondition, RuleFallback, RuleFilter, RulePin

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
