"""Where measurement is found below the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from crosssell.admin.reports.export import export_view
from crosssell.admin.reports.page import measurement

View = Callable[..., Any]


def addresses(view: Callable[[View], View]) -> list[URLPattern]:
    """The pages of measurement, each behind ``view``: the admin's own door."""
    return [
        path("measurement/", view(measurement), name="crosssell_reports"),
        path("measurement/export/", view(export_view), name="crosssell_reports_export"),
    ]
