"""Measurement: key figures, their trend, and a table by what they are about."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from crosssell.admin import permissions
from crosssell.admin.reports import notes, summary
from crosssell.admin.reports.address import address_of, asked
from crosssell.admin.reports.charts import charts, trend_table
from crosssell.admin.reports.form import ReportForm
from crosssell.admin.reports.freshness import freshness, known
from crosssell.admin.reports.table import OWN, cells, columns, lines
from crosssell.admin.reports.tiles import BROUGHT, SEEN, tiles
from crosssell.admin.reports.words import DIMENSIONS, meaning
from crosssell.analytics.reports import Report, report, today, trend
from crosssell.analytics.weekly import subscribed
from crosssell.core.figures import PLACEMENT, PRODUCT, TOTAL, figures_of
from crosssell.models import DailyCount

SEE = "crosssell.view_dailycount"
API = "crosssell:api-report"
# Only products are many.
ROWS_A_PAGE = 50


@require_GET
def measurement(request: HttpRequest) -> HttpResponse:
    """The page, as its address says; changes nothing. A constant number of queries."""
    permissions.require_any(request, SEE)
    sent = request.GET
    form = ReportForm(sent, today())
    by = sent.get("by", "")
    by = by if by in DIMENSIONS else PLACEMENT
    total = report(form.query, TOTAL)
    form.offer_currencies(total.currencies)
    fresh = freshness(timezone.now())
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Measurement"),
        "opts": DailyCount._meta,
        "form": form,
        "code": by,
        "about": notes.about(total),
        "late": notes.late(fresh),
        "sample": total.sample,
        "subscribed": subscribed(request.user),
        "summary": address_of(sent, summary.PAGE, at=sent.get("page", "")),
    }
    if notes.nothing(total.total.sums):
        context["hints"] = notes.empty(form.query, known(), fresh)
    else:
        context |= _figures(request, form, total, by)
    return TemplateResponse(request, "admin/crosssell/reports/page.html", context)


def _figures(request: HttpRequest, form: ReportForm, total: Report, by: str) -> dict[str, Any]:
    sent, query = request.GET, total.query
    found = report(
        query, by, sort=_sort(sent.get("sort", ""), by), page=_page(sent.get("page", "")),
        size=ROWS_A_PAGE if by == PRODUCT else 0,
    )  # fmt: skip
    over_time = trend(query)
    rows = lines(found, sent, request.user, sent.get("row", ""))
    return {
        "seen": tiles(total, SEEN),
        "brought": tiles(total, BROUGHT),
        "tested": total.total.tested,
        "charts": charts(over_time),
        "trend": trend_table(over_time),
        "weekly_points": over_time.weekly,
        "tabs": [
            (label, address_of(sent, by=code, sort=""), code == by)
            for code, label in DIMENSIONS.items()
        ],
        "by": DIMENSIONS[by],
        "none": notes.without(by),
        "report": found,
        "columns": columns(found, sent),
        "rows": rows,
        "total": cells(found, found.total, request.user),
        "missing_row": bool(sent.get("row")) and not any(one.asked for one in rows),
        "earlier": address_of(sent, at=found.page - 1) if found.page > 1 else "",
        "later": address_of(sent, at=found.page + 1) if found.page < found.pages else "",
        "meanings": [*_meanings(TOTAL), *_meanings(by)],
        "away": urlencode({"by": by, "sort": found.sort, **asked(query)}),
        "api": _api(by, {"sort": found.sort, **asked(query)}),
    }


def _api(by: str, typed: dict[str, str]) -> str:
    """The same figures as JSON; "" where the shop has not included our addresses."""
    try:
        return f"{reverse(API, args=(by,))}?{urlencode(typed)}"
    except NoReverseMatch:
        return ""


def _meanings(by: str) -> list[tuple[str, str, str]]:
    """Name in the page, name and definition of every figure of a report and of its table."""
    found = [(meaning(by, one.code), _(one.label), _(one.definition)) for one in figures_of(by)]
    own = (
        []
        if by == TOTAL
        else [(meaning(by, code), str(name), str(text)) for code, (name, text) in OWN.items()]
    )
    return [*found, *own]


def _sort(code: str, by: str) -> str:
    return code if any(one.code == code for one in figures_of(by)) else ""


def _page(text: str) -> int:
    usable = text.isascii() and text.isdecimal() and len(text) < 7
    return int(text) if usable else 1
