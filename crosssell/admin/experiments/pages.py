"""Tests in admin: a list with verdicts, a form for drafts, and the result of what is live."""

from typing import Any

from django.contrib import admin, messages
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin import permissions
from crosssell.admin.experiments.asking import AsksWhat
from crosssell.admin.experiments.form import HELD, ExperimentForm
from crosssell.admin.experiments.inlines import VariantInline
from crosssell.admin.experiments.shown import ShowsResult, is_live
from crosssell.admin.experiments.words import days_live, share, state_of
from crosssell.admin.lookup.own import OWN
from crosssell.admin.lookup.source import MAX_ID
from crosssell.admin.scheduled import COPY_LIMIT
from crosssell.analytics import results
from crosssell.analytics.results.answers import line
from crosssell.models import Experiment
from crosssell.models.experiment_locks import Locked

CHECK = "_check"


@admin.register(Experiment)
class ExperimentAdmin(AsksWhat, ShowsResult):
    """Drafts are changed in a form; what is live or has ended shows its result and is locked."""

    form = ExperimentForm
    inlines = (VariantInline,)
    change_form_template = "admin/crosssell/experiment/change_form.html"
    change_list_template = "admin/crosssell/experiment/change_list.html"
    list_display = ("name", "state_now", "holdout_share", "days", "verdict")
    list_filter = ("state",)
    search_fields = ("name", "note")
    list_per_page = 50
    actions = ("duplicate",)
    save_on_top = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        rows = permissions.has_all(request.user, permissions.TEST_ROWS)
        return rows and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A test is changed as a whole, and only while it is a draft."""
        draft = obj is None or obj.state == Experiment.State.DRAFT
        rows = permissions.has_all(request.user, permissions.TEST_ROWS)
        return draft and rows and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        rows = permissions.has_all(request.user, permissions.TEST_ROWS)
        return not is_live(obj) and rows and super().has_delete_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return (
            (None, {"fields": ("name", "note")}),
            (_("What counts"), {"fields": ("smallest_lift", "currency")}),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Experiment]:
        return super().get_queryset(request).prefetch_related("variants")

    def get_object(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and connection.in_atomic_block and object_id.isdecimal():
            # Of two who save at once, the second reads what the first has saved.
            wanted = Experiment.objects.select_for_update().filter(pk=min(int(object_id), MAX_ID))
            wanted.first()
        row = super().get_object(request, object_id, *args, **kwargs)
        if row is not None:
            row.names = _names_of(row)
        return row

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:  # fmt: skip
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Locked as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.path)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        found = super().response_add(request, obj, post_url_continue)
        return self._checked(request, obj) or found

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._checked(request, obj) or super().response_change(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Only the tests are listed: their visitors may be a million."""
        rows = list(objs)
        refused = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        text = gettext("“%(name)s” is live. End it first.")
        protected = [text % {"name": one} for one in rows if is_live(one)]
        names = {str(self.opts.verbose_name_plural): len(rows)}
        return [str(one) for one in rows], names, refused, protected

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"title": self.opts.verbose_name_plural, **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        rows = list(page.result_list)
        found = results.results_of(rows)
        for row in rows:
            row.found = found.get(row.pk)
        page.result_list = rows
        return page

    @admin.action(description=_("Duplicate (the copies are drafts)"), permissions=["add"])
    def duplicate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = list(queryset[:COPY_LIMIT])
        for row in rows:
            self.copied(request, row)
        done = ngettext("%(count)d draft made.", "%(count)d drafts made.", len(rows))
        self.message_user(request, done % {"count": len(rows)}, messages.SUCCESS)

    @admin.display(description=_("State"), ordering="state")
    def state_now(self, row: Any) -> str:
        code, words = state_of(row, timezone.now())
        said = format_html('<span class="crosssell-state is-{}">{}</span>', code, words)
        sample = gettext("Sample figures")
        return format_html("{} {}", said, sample) if row.sample else said

    @admin.display(description=_("Holdout"))
    def holdout_share(self, row: Any) -> str:
        shares = [one.share for one in row.variants.all() if one.holdout]
        return share(shares[0]) if shares else gettext("none")

    @admin.display(description=_("Days live"))
    def days(self, row: Any) -> str:
        found = days_live(row, timezone.now())
        return "–" if found is None else str(found)

    @admin.display(description=_("Verdict"))
    def verdict(self, row: Any) -> str:
        if row.found is None:
            return "–"
        live = row.state == Experiment.State.LIVE
        several = len(row.found.compared) > 1
        return "; ".join(
            f"{one.name}: {line(row.found, one, live)}" if several else line(row.found, one, live)
            for one in row.found.compared
        )

    def _checked(self, request: HttpRequest, row: Any) -> HttpResponse | None:
        """On to the page that starts it, where that was asked for."""
        if CHECK not in request.POST:
            return None
        return HttpResponseRedirect(reverse("admin:crosssell_experiment_start", args=(row.pk,)))


def _names_of(row: Experiment) -> dict[tuple[str, Any], str]:
    """The names of all that its parts hold, one query for each kind."""
    found: dict[tuple[str, Any], str] = {}
    for part in row.variants.prefetch_related(*HELD):
        for relation, kind in HELD.items():
            names = OWN[kind].names(getattr(part, relation).all())
            found |= {(kind, pk): name for pk, name in names.items()}
    return found
