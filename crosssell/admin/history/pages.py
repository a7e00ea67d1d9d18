"""The pages of the history: who changed what, two versions side by side, restore, recover."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from crosssell.admin.history import log, places
from crosssell.admin.history.state import child_model, children_of, present, stored
from crosssell.admin.history.words import changes, told
from crosssell.admin.states import hindered
from crosssell.models import Placement, Rule

SHOWN = 100
ROW_VERBS = ("add", "change", "delete")


def said(at: Any) -> str:
    """A moment in the shop's time zone."""
    return date_format(localtime(at), "DATETIME_FORMAT")


class HistoryPages(admin.ModelAdmin):
    """An admin with its own pages of the history."""

    def get_urls(self) -> list[Any]:
        view, name = self.admin_site.admin_view, f"crosssell_{self.opts.model_name}"
        own = [
            path("recover/", view(self.recover_view), name=f"{name}_recover"),
            path("<path:object_id>/history/compare/", view(self.compare_view),
                 name=f"{name}_compare"),
            path("<path:object_id>/history/<int:version_id>/restore/", view(self.restore_view),
                 name=f"{name}_restore"),
        ]  # fmt: skip
        return own + super().get_urls() if log.enabled() else super().get_urls()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Every version with what changed in it, newest first."""
        row = self.get_object(request, unquote(object_id))
        versions = self._versions(row.pk) if row is not None and log.enabled() else []
        if not versions:
            return super().history_view(request, object_id, extra_context)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        states = stored(self.model, versions)
        readable = [version for version in versions if version.pk in states]
        texts = told(self.model, [states[version.pk] for version in readable])
        entries = [
            {
                "version": version,
                "who": version.revision.user,
                "why": version.revision.get_comment(),
                "changes": [
                    one for one in changes(before, text) if one.differs and before is not text
                ],
                "first": text if before is text else None,
            }
            for version, text, before in zip(
                readable, texts, [*texts[1:], *texts[-1:]], strict=True
            )
        ]
        context = self._context(request, row, _("History: %(row)s") % {"row": row})
        context |= {
            "entries": entries,
            "earlier": self._earlier(row, versions[-1].revision.date_created),
            "may_restore": self._may_restore(request, row),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/crosssell/history.html", context)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Two versions side by side; without a second one, a version and what is there now."""
        row = self._row(request, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        older, newer = self._chosen(row, request.GET.get("from")), None
        if request.GET.get("to"):
            newer = self._chosen(row, request.GET["to"])
            older, newer = sorted((older, newer), key=lambda version: version.pk)
        states = stored(self.model, [one for one in (older, newer) if one])
        if len(states) < 1 + (newer is not None and newer != older):
            raise Http404
        then = states[older.pk]
        now = states[newer.pk] if newer else present(row)
        before, after = told(self.model, [then, now])
        context = self._context(request, row, _("Compare: %(row)s") % {"row": row})
        context |= {
            "older": older,
            "newer": newer,
            "changes": changes(before, after),
            "same": before == after,
            "may_restore": self._may_restore(request, row),
        }
        return TemplateResponse(request, "admin/crosssell/history_compare.html", context)

    def restore_view(self, request: HttpRequest, object_id: str, version_id: int) -> HttpResponse:
        """Make a row what it was; live at once."""
        row = self._row(request, object_id)
        if not self._may_restore(request, row):
            raise PermissionDenied
        version = self._chosen(row, str(version_id))
        here = reverse(f"admin:crosssell_{self.opts.model_name}_history", args=(object_id,))
        if request.method == "POST":
            log.begin([row])
            self._restore(request, [version])
        return HttpResponseRedirect(here)

    def recover_view(self, request: HttpRequest) -> HttpResponse:
        """Rows that were deleted, to be brought back."""
        if not self.has_add_permission(request) or not self._may_restore(request, None):
            raise PermissionDenied
        deleted = self._deleted()
        if request.method == "POST":
            chosen = set(request.POST.getlist("version"))
            wanted = [version for version in deleted if str(version.pk) in chosen]
            if not wanted:
                messages.warning(request, _("Choose what shall come back."))
            self._restore(request, wanted, recovered=True)
            return HttpResponseRedirect(request.path)
        states = stored(self.model, deleted)
        readable = [version for version in deleted if version.pk in states]
        texts = told(self.model, [states[version.pk] for version in readable])
        by_whom = {
            entry.object_id: entry
            for entry in self._log(DELETION)
            .filter(object_id__in=[version.object_id for version in readable])
            .order_by("action_time")
        }
        title = _("Recover deleted: %(rows)s") % {"rows": self.opts.verbose_name_plural}
        context = self._context(request, None, title) | {
            "entries": [
                (version, text, by_whom.get(version.object_id))
                for version, text in zip(readable, texts, strict=True)
            ],
        }
        return TemplateResponse(request, "admin/crosssell/history_recover.html", context)

    def _restore(self, request: HttpRequest, versions: list[Any], recovered: bool = False) -> None:
        states = stored(self.model, versions)
        for version in versions:
            when = said(version.revision.date_created)
            try:
                # All of a row or nothing; what is found wrong only at the commit is a 500.
                with transaction.atomic(), log.recording(request.user):
                    missing = log.restore(self.model, states[version.pk])
                    row = states[version.pk].row
                    places = self._put_back(request, row, version) if recovered else []
                    self.log_change(
                        request, row, _("Restored as it was on %(when)s") % {"when": when}
                    )
            except (KeyError, ValidationError) as error:
                why = (
                    log.in_words(error)
                    if isinstance(error, ValidationError)
                    else _("This version can no longer be read.")
                )
                text = _("“%(row)s” was not restored. %(why)s")
                messages.error(request, text % {"row": version.object_repr, "why": why})
                continue
            text = _("“%(row)s” is as it was on %(when)s, and live.")
            if not getattr(row, "active", True):
                text = _("“%(row)s” is as it was on %(when)s: off.")
            elif hasattr(row, "in_force") and not row.in_force(now()):
                text = _("“%(row)s” is as it was on %(when)s: on, but today is not in its dates.")
            elif hasattr(row, "placements") and not row.placements.exists():
                text = _("“%(row)s” is as it was on %(when)s, but in no placement: place it.")
            elif hindered(row, now()):
                text = _("“%(row)s” is as it was on %(when)s, but its state is “%(state)s”.")
            said_of_it = text % {"row": row, "when": when, "state": hindered(row, now())}
            if places:
                again = _("It is again in: %(places)s.")
                said_of_it += " " + again % {"places": ", ".join(str(one) for one in places)}
            messages.success(request, said_of_it)
            if missing:
                text = _("Not there any more, so left out: %(missing)s.")
                messages.warning(request, text % {"missing": ", ".join(missing)})

    def _put_back(self, request: HttpRequest, row: Any, version: Any) -> list[Placement]:
        if self.model is not Rule or not request.user.has_perm("crosssell.change_placement"):
            return []
        return places.put_back(row, version)

    def _versions(self, pk: Any) -> list[Any]:
        from reversion.models import Version

        found = Version.objects.get_for_object_reference(self.model, pk)
        return list(found.select_related("revision__user")[:SHOWN])

    def _deleted(self) -> list[Any]:
        from reversion.models import Version

        found = Version.objects.get_deleted(self.model)
        return list(found.select_related("revision__user")[:SHOWN])

    def _chosen(self, row: Any, version_id: str | None) -> Any:
        from reversion.models import Version

        if not version_id or not version_id.isdecimal() or len(version_id) > 18:
            raise Http404
        found = Version.objects.get_for_object_reference(self.model, row.pk).filter(pk=version_id)
        version = found.select_related("revision__user").first()
        if version is None:
            raise Http404
        return version

    def _row(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return row

    def _may_restore(self, request: HttpRequest, row: Any) -> bool:
        """A row and its child rows are changed, so all of that must be allowed."""
        children = [child_model(self.model, one) for one in children_of(self.model)]
        return self.has_change_permission(request, row) and all(
            request.user.has_perm(f"crosssell.{verb}_{child._meta.model_name}")
            for child in children
            for verb in ROW_VERBS
        )

    def _log(self, action: int) -> Any:
        content_type = ContentType.objects.get_for_model(self.model)
        return LogEntry.objects.filter(
            content_type=content_type, action_flag=action
        ).select_related("user")

    def _earlier(self, row: Model, first: Any) -> list[LogEntry]:
        """What was noted before the first version."""
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model),
            object_id=str(row.pk),
            action_time__lt=first,
        )
        return list(entries.select_related("user").order_by("-action_time")[:SHOWN])

    def _context(self, request: HttpRequest, row: Any, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": row,
            "list_url": reverse(f"admin:crosssell_{self.opts.model_name}_changelist"),
        }
