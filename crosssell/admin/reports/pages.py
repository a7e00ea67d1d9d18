"""Measurement among the other pages of admin: one page in place of a list of daily counts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path

from crosssell.admin.reports.export import export_view
from crosssell.admin.reports.page import measurement
from crosssell.admin.reports.summary import choose_summary
from crosssell.models import DailyCount


@admin.register(DailyCount)
class MeasurementAdmin(admin.ModelAdmin):
    """Counted, never written by hand: read only, and no row has a page of its own."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        page = view(measurement)
        return [
            path("", page, name="crosssell_reports"),
            # The name that the menu of admin looks for.
            path("", page, name="crosssell_dailycount_changelist"),
            path("export/", view(export_view), name="crosssell_reports_export"),
            path("summary/", view(choose_summary), name="crosssell_reports_summary"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
