"""Past orders replayed through a bundle, from its form before it is saved, or from its page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from crosssell.admin import permissions
from crosssell.admin.simulation.words import told
from crosssell.models import Bundle
from crosssell.oscar.sold_orders import currencies
from crosssell.simulation import DAYS, MOST_DAYS, Draft, draft_of, simulate
from crosssell.simulation.draft import window

# The name of the button that sends a form to be replayed instead of saved, and of its days.
BUTTON, DAYS_FIELD = "_simulate", "simulate_days"
SEE = "crosssell.view_bundle"
MAX_ID = 2**63 - 1
# What a form sends that belongs to one click, or is made anew.
_NOT_CARRIED = ("csrfmiddlewaretoken", BUTTON, DAYS_FIELD)


class DaysForm(forms.Form):
    """How many days back orders are replayed."""

    simulate_days = forms.IntegerField(
        label=_("Days"), min_value=1, max_value=MOST_DAYS, initial=DAYS
    )


class _Drawn(Exception):
    """The form was valid and the draft is drawn: whatever was written is rolled back."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.name)
        self.draft = draft


class Simulates:
    """For the admin of bundles: a form sent with the button is checked, replayed and not saved."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]  # the admin's
        own = path(
            "<int:pk>/simulate/",
            view(require_GET(self.simulation_view)),
            name="crosssell_bundle_simulate",
        )
        return [own, *super().get_urls()]  # type: ignore[misc]

    def simulation_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The saved bundle, replayed."""
        permissions.require_any(request, SEE)
        bundle = Bundle.objects.filter(pk=pk).first() if pk <= MAX_ID else None
        if bundle is None:
            raise Http404
        form = DaysForm(request.GET if DAYS_FIELD in request.GET else {DAYS_FIELD: DAYS})
        return self._answer(request, form, bundle, None)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form with its errors as ever; where it has none, the replay."""
        try:
            found: HttpResponse = super().changeform_view(  # type: ignore[misc]
                request, object_id, *args, **kwargs
            )
        except _Drawn as drawn:
            form = DaysForm({DAYS_FIELD: DAYS, **request.POST.dict()})
            return self._answer(request, form, None, drawn.draft)
        return found

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        if BUTTON in request.POST:
            days = DaysForm({DAYS_FIELD: DAYS, **request.POST.dict()})
            since, until = window(timezone.now(), _days(days))
            bundle = Bundle.objects.get(pk=form.instance.pk)
            raise _Drawn(draft_of(bundle, currencies(since, until), saved=change))

    def _answer(
        self, request: HttpRequest, form: DaysForm, bundle: Bundle | None, draft: Draft | None
    ) -> HttpResponse:
        subject = draft if draft is not None else bundle
        assert subject is not None  # noqa: S101  one of the two is always there
        result = simulate(subject, days=_days(form))
        site = self.admin_site  # type: ignore[attr-defined]  # the admin's
        return TemplateResponse(
            request,
            "admin/crosssell/bundle/simulation.html",
            {
                **site.each_context(request),
                "opts": self.opts,  # type: ignore[attr-defined]  # the admin's
                "title": gettext("Simulation: %(name)s") % {"name": result.name},
                "form": form,
                "result": result,
                "told": told(result),
                "saved": bundle,
                "carried": [] if draft is None else _carried(request),
                "button": BUTTON,
            },
        )


def _days(form: DaysForm) -> int:
    return form.cleaned_data[DAYS_FIELD] if form.is_valid() else DAYS


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form sent, to be sent again with other days."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NOT_CARRIED
        for value in values
    ]
