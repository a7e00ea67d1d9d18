"""Which thresholds the list shows."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crosssell.admin.thresholds.words import rewards
from crosssell.models import Threshold

EVERYBODY = "-"


class TierRewardFilter(admin.SimpleListFilter):
    """What one of its tiers gives."""

    title = _("reward")
    parameter_name = "reward"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return rewards()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        return queryset.filter(tiers__reward=self.value()).distinct()


class ForWhomFilter(admin.SimpleListFilter):
    """For everybody, or for a group."""

    title = _("customer group")
    parameter_name = "for"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        used = Threshold.objects.exclude(group=None).order_by().values("group")
        groups = Group.objects.filter(pk__in=used).order_by("name")
        return [(EVERYBODY, _("Everybody")), *((str(one.pk), one.name) for one in groups)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        if value == EVERYBODY:
            return queryset.filter(group=None)
        known = {str(key) for key, _name in self.lookup_choices}
        return queryset.filter(group_id=int(value)) if value in known else queryset
