"""Where to put a threshold: what past orders came to, and what a reward would have cost on them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from crosssell.admin import permissions
from crosssell.admin.thresholds.levels_form import LevelsForm
from crosssell.admin.thresholds.levels_survey import survey
from crosssell.admin.thresholds.levels_words import told
from crosssell.admin.thresholds.prefill import first_tier
from crosssell.models import Tier
from crosssell.oscar.order_values import currencies
from crosssell.simulation import DAYS, MOST_DAYS
from crosssell.simulation.draft import window

SEE = "crosssell.view_threshold"


class ShowsLevels:
    """For the admin of thresholds: the page, and forms that begin with what it says."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]  # the admin's
        own = path(
            "levels/", view(require_GET(self.levels_view)), name="crosssell_threshold_levels"
        )
        return [own, *super().get_urls()]  # type: ignore[misc]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> Any:
        """The first tier of a new threshold is what the page chose."""
        found = super().get_formset_kwargs(request, obj, inline, prefix)  # type: ignore[misc]
        if request.method == "GET" and obj.pk is None and inline.model is Tier:
            found["initial"] = first_tier(request.GET)
        return found

    def levels_view(self, request: HttpRequest) -> HttpResponse:
        """The orders of one currency around round amounts."""
        permissions.require_any(request, SEE)
        now = timezone.now()
        form = LevelsForm(request.GET, _codes(*window(now, _days(request))))
        since, until = window(now, form.chosen("days"))
        found = survey(form.chosen("currency"), since, until, form.asked, form.chosen("within"))
        site = self.admin_site  # type: ignore[attr-defined]  # the admin's
        return TemplateResponse(
            request,
            "admin/crosssell/threshold/levels.html",
            {
                **site.each_context(request),
                "opts": self.opts,  # type: ignore[attr-defined]  # the admin's
                "title": gettext("Where to put a threshold"),
                "form": form,
                "told": told(found),
                "may_add": self.has_add_permission(request),  # type: ignore[attr-defined]  # the admin's
            },
        )


def _codes(since: Any, until: Any) -> list[str]:
    """The currencies of these orders, the shop's own first, then that of most orders."""
    own = settings.OSCAR_DEFAULT_CURRENCY
    found = currencies(since, until)
    return sorted(found or {own: 0}, key=lambda code: (code != own, -found.get(code, 0), code))


def _days(request: HttpRequest) -> int:
    """Before the form knows its currencies, it cannot be asked."""
    text = request.GET.get("days", "")
    usable = text.isdecimal() and len(text) < 5 and 0 < int(text) <= MOST_DAYS
    return int(text) if usable else DAYS
