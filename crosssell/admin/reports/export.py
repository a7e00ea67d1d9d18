"""A report to take away: the same figures as on its page, all rows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from crosssell.admin import permissions
from crosssell.admin.reports.files import FORMATS, MEDIA_TYPES, export
from crosssell.analytics.reports import ALL, QueryError, query_of, report

SEE = "crosssell.view_dailycount"


@require_GET
def export_view(request: HttpRequest) -> HttpResponse:
    """The file that the address asks for: ``by``, ``format``, and what ``query_of`` knows.

    What cannot be is answered with 400 and the reason in words.
    """
    permissions.require_any(request, SEE)
    format = request.GET.get("format", FORMATS[0])
    try:
        if format not in FORMATS:
            raise QueryError(_("format: choose one of %s.") % ", ".join(FORMATS))
        found = report(
            query_of(request.GET),
            request.GET.get("by", ""),
            sort=request.GET.get("sort", ""),
            size=ALL,
        )
    except QueryError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    days = f"{found.query.first:%Y-%m-%d}-{found.query.last:%Y-%m-%d}"
    name = f"crosssell-{found.by}-{days}.{format}"
    return HttpResponse(
        export(found, format),
        content_type=MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
