"""The rows of a threshold on its page: its tiers, and what a bar says by language."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from crosssell.admin import permissions
from crosssell.admin.bundles.inlines import BundleRowInline
from crosssell.admin.thresholds.rows import ThresholdRows
from crosssell.admin.thresholds.text_form import TextForm, placeholders_in_words
from crosssell.admin.thresholds.tier_form import TierForm, TierFormSet
from crosssell.admin.thresholds.words import names_for, tier_in_words
from crosssell.models import ThresholdText, Tier

MOST_TIERS = 12


class ThresholdRowInline(BundleRowInline):
    """Who may not change the whole threshold is told its rows in words."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        verb = "change" if obj is not None and obj.pk else "add"
        wanted = (*permissions.THRESHOLD_ROWS, f"crosssell.{verb}_threshold")
        return self.fields if permissions.has_all(request.user, wanted) else ("in_words",)


class TierInline(ThresholdRowInline):
    """From which amount on, and what it gives."""

    model = Tier
    form = TierForm
    formset = TierFormSet
    max_num = MOST_TIERS
    verbose_name = _("tier")
    verbose_name_plural = _("From which amount on, and what it gives")
    fields = ("amounts", "reward", "args", "gifts", "label", "decorative")
    said = _(
        "Each tier is a mark on the bar. What counts is the basket after its discounts, without "
        "shipping. Tiers are put in order by themselves."
    )

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 3 if obj is None else 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tier]:
        return super().get_queryset(request).prefetch_related("amounts", "gifts")

    @admin.display(description=_("Tier"))
    def in_words(self, row: Any) -> str:
        if not hasattr(row.threshold, "told"):
            rows = ThresholdRows.of(row.threshold)
            # All tiers of a page are told with the same names.
            row.threshold.told = rows, names_for([rows])
        rows, names = row.threshold.told
        (found,) = (one for one in rows.tiers if one.tier.pk == row.pk)
        return tier_in_words(found, names)


class TextInline(ThresholdRowInline):
    """What the bar says, by language."""

    model = ThresholdText
    form = TextForm
    max_num = len(settings.LANGUAGES) + 1
    verbose_name = _("language")
    verbose_name_plural = _("What the bar says")
    fields = ("language", "initial", "progress", "reached")
    said = lazy(placeholders_in_words, str)()

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0

    @admin.display(description=_("Texts"))
    def in_words(self, row: ThresholdText) -> str:
        language = row.language or str(_("Every other language"))
        return f"{language}: " + " / ".join(filter(None, (row.initial, row.progress, row.reached)))
