"""Back-tests in admin: start one, follow it, read its result, look at those before."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from crosssell.admin import permissions
from crosssell.admin.backtests.form import BackTestForm, tested
from crosssell.admin.backtests.words import hit_rate_of, told
from crosssell.admin.runs.pages import duration_words, grouped
from crosssell.admin.start_task import NotStarted, start_task
from crosssell.models import BackTest, Placement

TASK = "crosssell.tasks.backtest"
SEE = "crosssell.view_backtest"
# One that is at work for longer was killed; one that waits for longer was lost.
LONGEST = timedelta(hours=1)
# Seconds after which a worker that is there would have taken it.
PATIENCE = timedelta(seconds=20)
MAX_ID = 2**63 - 1


@admin.register(BackTest)
class BackTestAdmin(admin.ModelAdmin):
    """Rows are made by the form and filled by the worker; a merchant may delete them."""

    change_list_template = "admin/crosssell/backtest/change_list.html"
    list_display = ("started", "state_words", "hit_rate", "what", "orders_asked", "who")
    list_display_links = ("started",)
    list_filter = ("state",)
    list_per_page = 50
    list_select_related = ("user",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = path(
            "<int:pk>/progress/",
            view(require_GET(self.progress_view)),
            name="crosssell_backtest_progress",
        )
        return [own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"title": gettext("Back-tests"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask what to test; POST starts it."""
        permissions.require_all(request, permissions.START_TESTS, permissions.SEE_PLACEMENTS)
        chosen = {name: _number(request.GET.get(name)) for name in ("placement", "rule")}
        form = BackTestForm(
            request.POST if request.method == "POST" else None,
            rule_id=chosen["rule"],
            initial={"placement": chosen["placement"]} if chosen["placement"] else None,
        )
        if request.method == "POST" and form.is_valid():
            url = self._start(request, **form.cleaned_data)
            if url:
                return HttpResponseRedirect(url)
        context = self._context(request, gettext("Back-test before publishing"))
        return TemplateResponse(
            request, "admin/crosssell/backtest/start.html",
            context | {"form": form, "media": self.media + form.media},
        )  # fmt: skip

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The result, or how far it is."""
        permissions.require_any(request, SEE)
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        context = self._context(request, _what(row))
        context |= {
            "row": row,
            "going": is_going(row),
            "lost": _lost(row),
            "words": progress_words(row),
            "told": told(row.result) if row.state == BackTest.State.DONE else None,
            "duration": duration_words(row.created_at, row.finished_at),
            "may_start": permissions.has_all(request.user, (permissions.START_TESTS,)),
            "may_delete": self.has_delete_permission(request, row),
        }
        return TemplateResponse(request, "admin/crosssell/backtest/result.html", context)

    def response_delete(
        self, request: HttpRequest, obj_display: str, obj_id: int
    ) -> HttpResponseRedirect:
        """Back to the list: Django goes there only with the permission to change rows."""
        super().response_delete(request, obj_display, obj_id)
        return HttpResponseRedirect(reverse("admin:crosssell_backtest_changelist"))

    def progress_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """How far a back-test is, as JSON."""
        permissions.require_any(request, SEE)
        row = BackTest.objects.filter(pk=pk).first() if pk <= MAX_ID else None
        if row is None:
            raise Http404
        return JsonResponse(
            {
                "id": row.pk,
                "state": row.state,
                "words": progress_words(row),
                "progress": min(row.progress, 100),
                "going": is_going(row),
            }
        )

    def _start(self, request: HttpRequest, placement: Placement, orders: int) -> str:
        """The address of the started back-test, or "" with a message why there is none."""
        newest = BackTest.objects.filter(
            state__in=(BackTest.State.WAITING, BackTest.State.RUNNING)
        ).first()
        if is_going(newest):
            text = gettext("A back-test is under way already. Wait until it has ended.")
            self.message_user(request, text, messages.WARNING)
            return ""
        row = BackTest.objects.create(
            placement=placement, orders=orders, user=request.user, asked=tested(placement)
        )
        refusal = gettext(
            "The back-test was not started: the message broker does not answer. Start it (and "
            "the Celery worker) and try again, or run “manage.py crosssell_backtest %(pk)d”."
        )
        try:
            start_task(TASK, {"backtest_id": row.pk}, refusal % {"pk": placement.pk})
        except NotStarted as error:
            row.delete()
            self.message_user(request, str(error), messages.ERROR)
            return ""
        return reverse("admin:crosssell_backtest_change", args=(row.pk,))

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}

    @admin.display(description=_("Started"), ordering="created_at")
    def started(self, row: BackTest) -> Any:
        return row.created_at

    @admin.display(description=_("What was tested"))
    def what(self, row: BackTest) -> str:
        return _what(row)

    @admin.display(description=_("State"), ordering="state")
    def state_words(self, row: BackTest) -> str:
        code = "failed" if _lost(row) else row.state
        words = gettext("Broken off") if _lost(row) else row.get_state_display()
        state = format_html('<span class="crosssell-state is-{}">{}</span>', code, words)
        return format_html("{} {}", state, row.error[:200]) if row.error else state

    @admin.display(description=_("Hit rate"))
    def hit_rate(self, row: BackTest) -> str:
        return hit_rate_of(row.result) if row.state == BackTest.State.DONE else "–"

    @admin.display(description=_("Last orders"), ordering="orders")
    def orders_asked(self, row: BackTest) -> str:
        return grouped(row.orders)

    @admin.display(description=_("Started by"))
    def who(self, row: BackTest) -> str:
        return row.user.get_username() if row.user else "–"


def is_going(row: BackTest | None) -> bool:
    """Whether the back-test waits or is at work; one that was killed long ago is not."""
    states = (BackTest.State.WAITING, BackTest.State.RUNNING)
    return row is not None and row.state in states and not _lost(row)


def progress_words(row: BackTest) -> str:
    """Its state and stage in words."""
    if row.state == BackTest.State.WAITING and timezone.now() - row.created_at > PATIENCE:
        return gettext("No worker has taken it yet. Is the Celery worker running?")
    words = str(row.get_state_display())
    return f"{words}: {gettext(row.stage)}" if row.stage and is_going(row) else words


def _lost(row: BackTest) -> bool:
    ended = (BackTest.State.DONE, BackTest.State.FAILED)
    return row.state not in ended and timezone.now() - row.created_at > LONGEST


def _what(row: BackTest) -> str:
    return str(row.asked.get("placement") or row.placement or gettext("a placement"))


def _number(text: str | None) -> int | None:
    given = text or ""
    right = given.isascii() and given.isdecimal() and len(given) < 19
    return int(given) if right else None
