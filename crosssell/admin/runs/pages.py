"""Runs in admin: what was learned when, the schedule, and "Refresh now"."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from crosssell import conf
from crosssell.admin import permissions
from crosssell.admin.runs import beat
from crosssell.admin.runs.start_refresh import NotStarted, start
from crosssell.models import Run

# A run that says "running" for longer was killed; a new one may start.
LONGEST = timedelta(hours=1)


@admin.register(Run)
class RunAdmin(admin.ModelAdmin):
    """Read only."""

    change_list_template = "admin/crosssell/run/change_list.html"
    list_display = ("started_at", "duration", "state_words", "orders_read", "pairs_kept", "source")
    list_filter = ("state",)
    list_per_page = 50
    fields = (
        "state", "started_at", "finished_at", "duration",
        "orders_read", "lines", "products", "pairs_kept",
        "newest_order_at", "source", "stage", "progress", "error",
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("refresh/", view(require_POST(self.refresh)), name="crosssell_run_refresh"),
            path("progress/", view(require_GET(self.progress_view)), name="crosssell_run_progress"),
        ]
        return own + super().get_urls()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("duration", "orders_read", "pairs_kept")

    @admin.display(description=_("Duration"))
    def duration(self, run: Run) -> str:
        return took(run)

    @admin.display(description=_("Orders"), ordering="orders")
    def orders_read(self, run: Run) -> str:
        return grouped(run.orders)

    @admin.display(description=_("Pairs"), ordering="pairs")
    def pairs_kept(self, run: Run) -> str:
        return grouped(run.pairs)

    @admin.display(description=_("State"), ordering="state")
    def state_words(self, run: Run) -> str:
        return format_html(
            '<span class="crosssell-state is-{}">{}</span>', run.state, run.get_state_display()
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, overview(request) | (extra_context or {}))

    def refresh(self, request: HttpRequest) -> HttpResponse:
        """Hand a refresh to the worker. POST; needs the permission to add runs."""
        permissions.require_any(request, permissions.START_RUNS)
        url = reverse("admin:crosssell_run_changelist")
        newest = Run.objects.first()
        if is_going(newest):
            self.message_user(request, gettext("A refresh is running already."), messages.WARNING)
            return HttpResponseRedirect(url)
        try:
            start(f"admin: {request.user.get_username()}"[:40])
        except NotStarted as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(url)
        text = gettext("The refresh waits for a worker. This page shows its progress.")
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(f"{url}#after-{newest.pk if newest else 0}")

    def progress_view(self, request: HttpRequest) -> JsonResponse:
        """How far the newest run is, as JSON."""
        permissions.require_any(request, "crosssell.view_run")
        run = Run.objects.first()
        if run is None:
            return JsonResponse({"id": 0, "state": "", "words": "", "progress": 0, "going": False})
        words = run.get_state_display() + (
            f": {gettext(run.stage)}" if run.stage and is_going(run) else ""
        )
        return JsonResponse(
            {
                "id": run.pk,
                "state": run.state,
                "words": words,
                "progress": min(run.progress, 100),
                "going": is_going(run),
            }
        )


def overview(request: HttpRequest) -> dict[str, Any]:
    """What stands above the list of runs."""
    now = timezone.now()
    newest = Run.objects.first()
    live = Run.objects.filter(state=Run.State.LIVE).first()
    hours = conf.settings().stale_after_hours
    finished = live and (live.finished_at or live.started_at)
    planned = beat.planned(newest.started_at if newest else None, now)
    return {
        "facts": facts(live, planned),
        "live": live,
        "newest": newest,
        "going": is_going(newest),
        "planned": planned,
        "stale": bool(finished) and now - finished > timedelta(hours=hours),
        "stale_hours": hours,
        "may_start": permissions.has_any(request.user, (permissions.START_RUNS,)),
    }


def facts(live: Run | None, planned: beat.Planned | None) -> list[tuple[str, str]]:
    """The live run and the schedule as pairs of name and words."""
    found = []
    if live is not None:
        found = [
            (gettext("Live since"), _moment(live.finished_at or live.started_at)),
            (gettext("Orders read"), grouped(live.orders)),
            (gettext("Pairs"), grouped(live.pairs)),
            (gettext("Newest order"), _moment(live.newest_order_at)),
        ]
    return [
        *found,
        (gettext("Schedule"), planned.words if planned else gettext("none")),
        (gettext("Next run"), _moment(planned.next_at if planned else None)),
    ]


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else "–"


def is_going(run: Run | None) -> bool:
    """Whether the run is at work; one that was killed long ago is not."""
    return (
        run is not None
        and run.state == Run.State.RUNNING
        and timezone.now() - run.started_at < LONGEST
    )


def grouped(number: int) -> str:
    """A count as the language writes it: 20,018."""
    return number_format(number, force_grouping=True)


def took(run: Run) -> str:
    """How long a run took, in words."""
    return duration_words(run.started_at, run.finished_at)


def duration_words(started: datetime, finished: datetime | None) -> str:
    """How long something took, in words; a dash where it has not ended."""
    if finished is None:
        return "–"
    seconds = (finished - started).total_seconds()
    if seconds < 60:
        return gettext("%(seconds).1f s") % {"seconds": seconds}
    minutes, rest = divmod(int(seconds), 60)
    return gettext("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}
