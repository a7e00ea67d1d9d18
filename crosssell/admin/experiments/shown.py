"""What is live or has ended: its result, its parts, and what can be done with it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html

from crosssell.admin import permissions
from crosssell.admin.experiments.actions import ActsOnTests, in_words
from crosssell.admin.experiments.form import HELD
from crosssell.admin.experiments.result_words import told
from crosssell.admin.experiments.words import state_of
from crosssell.analytics import results
from crosssell.models import Experiment


class ShowsResult(ActsOnTests):
    """Only a draft has a form."""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None or row.state == Experiment.State.DRAFT:
            return super().change_view(request, object_id, form_url, extra_context)
        if not self.has_view_permission(request, row) or request.method != "GET":
            raise PermissionDenied
        return self._result(request, row)

    def _result(self, request: HttpRequest, row: Experiment) -> HttpResponse:
        now = timezone.now()
        result = results.results_of([row], now).get(row.pk)
        live = row.state == Experiment.State.LIVE
        code, words = state_of(row, now)
        may = permissions.has_all(
            request.user, ("crosssell.change_experiment", *permissions.TEST_ROWS)
        )
        variants = row.variants.prefetch_related(*HELD)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(row),
            "original": row,
            "test": row,
            "live": live,
            "state": format_html('<span class="crosssell-state is-{}">{}</span>', code, words),
            "told": told(result, results.course(row, now), row.started_at, live)
            if result is not None
            else None,
            "parts": in_words(variants),
            "may_end": may and live and not row.sample,
            "may_copy": self.has_add_permission(request),
            "may_delete": self.has_delete_permission(request, row),
        }
        return TemplateResponse(request, "admin/crosssell/experiment/result.html", context)


def is_live(row: Any) -> bool:
    return row is not None and row.state == Experiment.State.LIVE and not row.sample
