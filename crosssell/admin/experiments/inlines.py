"""The parts of a test on its page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crosssell.admin import permissions
from crosssell.admin.bundles.inlines import BundleRowInline
from crosssell.admin.experiments.form import HELD, VariantForm, VariantFormSet
from crosssell.admin.experiments.words import held_in_words, share
from crosssell.models import Variant

MOST_PARTS = 6


class VariantInline(BundleRowInline):
    """Who sees what."""

    model = Variant
    form = VariantForm
    formset = VariantFormSet
    max_num = MOST_PARTS
    verbose_name = _("part")
    verbose_name_plural = _("Who sees what")
    fields = (("name", "per_cent"), "holdout", ("placements", "rules"), ("bundles", "thresholds"))
    said = _(
        "Visitors are put in a part by chance and stay in it. What is chosen in one part is seen "
        "by nobody else in the test. The shares come to 100 per cent."
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A test is changed with all its parts, or not at all."""
        verb = "change" if obj is not None and obj.pk else "add"
        wanted = (*permissions.TEST_ROWS, f"crosssell.{verb}_experiment")
        return self.fields if permissions.has_all(request.user, wanted) else ("in_words",)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 2 if obj is None else 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        return super().get_queryset(request).prefetch_related(*HELD)

    @admin.display(description=_("Part"))
    def in_words(self, row: Variant) -> str:
        return f"{row.name}, {share(row.share)}: {held_in_words(row)}"
