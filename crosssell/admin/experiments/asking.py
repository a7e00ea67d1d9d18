"""A new test: asked first what it is about, then a form that is filled in as far as that says."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from crosssell.admin.experiments.cases import Case, case_of, cases
from crosssell.admin.lookup.sources import named

EMPTY = "empty"


class AsksWhat(admin.ModelAdmin):
    """``?about=rule&chosen=5`` offers what can be tested of it, ``?case=rules`` is its form."""

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask first what the test is about; then its form, filled in as far as that says."""
        if request.method == "POST" or "case" in request.GET:
            context = {"title": gettext("New test"), **(extra_context or {})}
            return super().add_view(request, form_url, context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        about, chosen = request.GET.get("about", ""), _number(request.GET.get("chosen"))
        fitting = [one for one in cases() if one.kind == about] or cases()
        known = named(about, [chosen]) if chosen and fitting[0].kind == about else {}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("New test"),
            "cases": fitting,
            "chosen": chosen if chosen in known else None,
            "about": known.get(chosen, ""),
            "empty": EMPTY,
        }
        return TemplateResponse(request, "admin/crosssell/experiment/cases.html", context)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> Any:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        case = self._case(request) if request.method == "GET" and not obj.pk else None
        if case is not None:
            kwargs["initial"] = [dict(one) for one in case.parts]
        return kwargs | {"form_kwargs": {"names": getattr(obj, "names", {})}}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        case = self._case(request)
        return {"name": case.name} if case is not None else {}

    def _case(self, request: HttpRequest) -> Case | None:
        return case_of(request.GET.get("case", ""), _number(request.GET.get("chosen")))


def _number(text: str | None) -> int | None:
    given = text or ""
    right = given.isascii() and given.isdecimal() and len(given) < 19
    return int(given) if right else None
