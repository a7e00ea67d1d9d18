"""Everything that a merchant changes in admin gets a version with his name."""

import re
from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse

from crosssell.admin.history import log, places
from crosssell.admin.history.pages import HistoryPages
from crosssell.models import Rule

_ROW = re.compile(r"form-\d+-id")


class WithHistory(HistoryPages):
    """Base of the admin of every model that has a history."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        log.register(self.model)

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any,
                        **kwargs: Any) -> HttpResponse:  # fmt: skip
        if request.method != "POST":
            return super().changeform_view(request, object_id, *args, **kwargs)
        if object_id is not None:
            self._begin(request, [unquote(object_id)])
        with log.recording(request.user):
            return super().changeform_view(request, object_id, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if request.method == "POST":
            self._begin(request, [unquote(object_id)])
            self._remember(request, [unquote(object_id)])
        return super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method != "POST":
            context = {
                "title": self.opts.verbose_name_plural,
                "has_history": log.enabled(),
                **(extra_context or {}),
            }
            return super().changelist_view(request, context)
        if request.POST.get("select_across") == "1":
            self._begin(request, None)
        else:
            rows = [value for name, value in request.POST.items() if _ROW.fullmatch(name)]
            self._begin(request, [*rows, *request.POST.getlist("_selected_action")])
        # Before the block: of what is gone at its end no version is kept.
        if request.POST.get("action") == "delete_selected" and request.POST.get("post"):
            self._remember(request, request.POST.getlist("_selected_action"))
        with log.recording(request.user):
            return super().changelist_view(request, extra_context)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_addition(request, obj, message)
        log.comment(_own(message))
        return entry

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_change(request, obj, message)
        log.comment(_own(message))
        return entry

    def _begin(self, request: HttpRequest, pks: list[str] | None) -> None:
        """Whoever may not change anything starts no history either."""
        if self.has_change_permission(request) or self.has_delete_permission(request):
            rows = self.model._default_manager.all()
            log.begin(rows if pks is None else rows.filter(pk__in=_numbers(pks)))

    def _remember(self, request: HttpRequest, pks: list[str]) -> None:
        """What is deleted takes its places along, so they are written down."""
        if self.model is Rule and self.has_delete_permission(request):
            places.remember(Rule.objects.filter(pk__in=_numbers(pks)), request.user)


def _numbers(pks: list[str]) -> list[str]:
    return [pk for pk in pks if pk.isdecimal() and len(pk) < 19]


def _own(message: Any) -> str:
    """A message in words; Django's list of changed fields says less than the versions do."""
    return message if isinstance(message, str) else ""
