"""Starting, ending and copying a test: pages that ask first, and change only by POST."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crosssell import experiments
from crosssell.admin import permissions
from crosssell.admin.experiments.form import HELD
from crosssell.admin.experiments.plan import plan_of
from crosssell.admin.experiments.plan_words import plan_in_words
from crosssell.admin.experiments.words import held_in_words, share
from crosssell.admin.unused import unused_name
from crosssell.models import Experiment, Variant

MOST_A_DAY = 100_000_000
State = Experiment.State


class TrafficForm(forms.Form):
    """How many visitors come a day, where nobody has counted them yet."""

    a_day = forms.IntegerField(
        label=gettext_lazy("Visitors a day"), min_value=1, max_value=MOST_A_DAY, required=False
    )


class ActsOnTests(admin.ModelAdmin):
    """The pages beside the form and the result."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/start/", view(self.start_view), name="crosssell_experiment_start"),
            path("<int:pk>/end/", view(self.end_view), name="crosssell_experiment_end"),
            path(
                "<int:pk>/copy/", view(require_POST(self.copy_view)),
                name="crosssell_experiment_copy",
            ),
        ]  # fmt: skip
        return own + super().get_urls()

    def start_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What will be tested, how long it takes, and what stands in its way; POST starts it."""
        test = self._test(request, pk)
        if test.state != State.DRAFT:
            return self._to(test)
        variants = list(test.variants.prefetch_related(*HELD))
        sent = request.POST if request.method == "POST" else request.GET
        form = TrafficForm(sent if "a_day" in sent else None)
        told = form.cleaned_data["a_day"] if form.is_bound and form.is_valid() else None
        plan = plan_of(test, variants, timezone.now(), told)
        if request.method == "POST" and not (form.is_bound and form.errors):
            test.planned = plan.visitors or 0
            return self._start(request, test)
        context = {
            "form": form,
            "told": told,
            "plan": plan_in_words(plan, test),
            "problems": experiments.problems(test),
            "parts": in_words(variants),
        }
        return self._page(request, test, "start", _("Check and start: %(test)s"), context)

    def end_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether to end it; POST ends it."""
        test = self._test(request, pk)
        if test.state != State.LIVE or test.sample:
            return self._to(test)
        if request.method == "POST":
            if experiments.end(test, timezone.now()):
                self.log_change(request, test, _("Ended."))
                text = _("“%(test)s” has ended. Its result is kept below.")
                self.message_user(request, text % {"test": test}, messages.SUCCESS)
            return self._to(test)
        parts = in_words(test.variants.prefetch_related(*HELD))
        return self._page(request, test, "end", _("End: %(test)s"), {"parts": parts})

    def copy_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new draft of the same parts."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        test = self.get_object(request, str(pk))
        if test is None:
            raise Http404
        if not self.has_view_permission(request, test):
            raise PermissionDenied
        made = self.copied(request, test)
        text = _("“%(test)s” is a draft of the same parts. Change it as you like, then start it.")
        self.message_user(request, text % {"test": made}, messages.SUCCESS)
        return self._to(made)

    @transaction.atomic
    def copied(self, request: HttpRequest, test: Experiment) -> Experiment:
        """Save and return a draft with the parts of the test."""
        made = Experiment.objects.create(
            name=unused_name(Experiment, test.name),
            note=test.note,
            smallest_lift=test.smallest_lift,
            currency=test.currency,
        )
        for one in test.variants.prefetch_related(*HELD):
            new = Variant.objects.create(
                experiment=made,
                name=one.name,
                position=one.position,
                share=one.share,
                holdout=one.holdout,
            )
            for relation in HELD:
                getattr(new, relation).set(getattr(one, relation).all())
        self.log_addition(request, made, _("Copied from “%(name)s”.") % {"name": test})
        return made

    def _start(self, request: HttpRequest, test: Experiment) -> HttpResponse:
        try:
            experiments.start(test, timezone.now())
        except experiments.CannotStart as error:
            for problem in error.problems:
                self.message_user(request, problem, messages.ERROR)
            return HttpResponseRedirect(
                reverse("admin:crosssell_experiment_start", args=(test.pk,))
            )
        self.log_change(request, test, _("Started."))
        text = _("“%(test)s” is live. Visitors are counted from their next page on.")
        self.message_user(request, text % {"test": test}, messages.SUCCESS)
        return self._to(test)

    def _test(self, request: HttpRequest, pk: int) -> Experiment:
        """The test, for whoever may change tests."""
        wanted = ("crosssell.change_experiment", *permissions.TEST_ROWS)
        permissions.require_all(request, *wanted)
        test = self.get_object(request, str(pk))
        if test is None:
            raise Http404
        return test

    def _to(self, test: Experiment) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:crosssell_experiment_change", args=(test.pk,)))

    def _page(
        self, request: HttpRequest, test: Experiment, name: str, title: str, more: dict[str, Any]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title % {"test": test},
            "test": test,
            "original": test,
            **more,
        }
        return TemplateResponse(request, f"admin/crosssell/experiment/{name}.html", context)


def in_words(variants: Any) -> list[tuple[str, str, str]]:
    """The parts: name, share, and what their visitors see."""
    return [(one.name, share(one.share), held_in_words(one)) for one in variants]
