"""The weekly summary: asked for, or not any more, by each merchant for himself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crosssell.admin import permissions
from crosssell.admin.reports.address import address_of
from crosssell.analytics import weekly

PAGE = "admin:crosssell_reports_summary"
SEE = "crosssell.view_dailycount"
FIELD = "summary"


@require_POST
def choose_summary(request: HttpRequest) -> HttpResponse:
    """Whoever sends the form gets the summary, or not; back to the page that he came from."""
    permissions.require_any(request, SEE)
    user = request.user
    if FIELD not in request.POST:
        weekly.unsubscribe(user)
        messages.success(request, _("You get no weekly summary."))
    elif not getattr(user, "email", ""):
        text = _("Your account has no e-mail address. Add one, then ask for the summary again.")
        messages.error(request, text)
    else:
        weekly.subscribe(user)
        text = _("You get the summary of each week at %(address)s.")
        messages.success(request, text % {"address": user.email})
    return HttpResponseRedirect(address_of(request.GET, at=request.GET.get("page", "")))
