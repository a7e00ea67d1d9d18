"""Which bundles the list shows."""

from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell import registry
from crosssell.admin.scheduled import ScheduleFilter

USED_UP = Q(tally__uses__gte=F("most_uses")) | Q(tally__amount__gte=F("budget"))


class BundleStateFilter(ScheduleFilter):
    """Draft, scheduled, on now, ended, or used up: on, but with nothing left of its limits."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*super().lookups(request, model_admin), ("used_up", _("Used up"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "used_up":
            return queryset.filter(USED_UP, active=True)
        rows = super().queryset(request, queryset)
        if self.value() == "live":
            return rows.exclude(pk__in=queryset.filter(USED_UP).values("pk"))
        return rows


class RewardFilter(admin.SimpleListFilter):
    """What it gives."""

    title = _("reward")
    parameter_name = "reward"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(one.code, gettext(one.label)) for one in registry.all_of("rewards")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(reward=self.value()) if self.value() else queryset


class LimitFilter(admin.SimpleListFilter):
    """Whether its use is limited in all."""

    title = _("limit")
    parameter_name = "limited"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Limited in total")), ("0", _("Without such a limit"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        endless = Q(most_uses=None, budget=None)
        wanted = {"1": ~endless, "0": endless}.get(self.value() or "", Q())
        return queryset.filter(wanted)
