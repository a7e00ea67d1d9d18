"""Rows with an on/off switch and dates: their form checks, their state in words, bulk actions."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crosssell import experiments
from crosssell.admin.history.recording import WithHistory
from crosssell.admin.merchant_form import MerchantForm
from crosssell.admin.states import state

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
COPY_LIMIT = 50


class SeenField(forms.CharField):
    """When the row that the page shows was last saved: travels with the form, is no change."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class DatesForm(forms.ModelForm):
    """``ends_at`` lies after ``starts_at``, and both in this century.

    What somebody else saved since the page was opened is not overwritten.
    """

    seen = SeenField(required=False, widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = self.instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.pop("seen", "")
        if seen and seen != self.initial.get("seen"):
            self.add_error(
                None,
                _(
                    "Somebody has saved this since you opened the page, so your changes were not "
                    "saved. Open the page again in another window and make them there."
                ),
            )
        for name in ("starts_at", "ends_at"):
            at = cleaned.get(name)
            if at and not EARLIEST <= at < LATEST:
                self.add_error(name, _("Choose a date between the years 2000 and 2099."))
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("This must be later than “From”."))
        return cleaned


class StateFilter(admin.SimpleListFilter):
    """On or off; a value nobody offers shows everything."""

    title = _("switch")
    parameter_name = "on"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("On")), ("0", _("Off"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in ("0", "1"):
            return queryset.filter(active=self.value() == "1")
        return queryset


class ScheduleFilter(admin.SimpleListFilter):
    """Draft, scheduled, on now or ended: the switch and the dates of ``state``, in SQL."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("live", _("On now")),
            ("scheduled", _("Scheduled")),
            ("ended", _("Ended")),
            ("draft", _("Draft")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        ended, later = Q(active=True, ends_at__lte=now), Q(starts_at__gt=now)
        wanted = {
            "draft": Q(active=False),
            "ended": ended,
            "scheduled": Q(active=True) & later & ~ended,
            "live": Q(active=True) & ~later & ~ended,
        }.get(self.value() or "", Q())
        return queryset.filter(wanted)


class ScheduledAdmin(WithHistory):
    """Base of the admin of placements and rules."""

    actions = ("turn_on", "turn_off", "duplicate")
    date_fields = ("active", "starts_at", "ends_at")
    # What the switch writes.
    switch_fields: tuple[str, ...] = ("active", "updated_at")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **kwargs | {"form": MerchantForm})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        test = experiments.holding(str(self.opts.model_name), obj.pk) if change else None
        if test is not None:
            text = gettext(
                "“%(name)s” is in the live test “%(test)s”, whose figures are of before and after "
                "your change now. If the change is large, end the test and start a copy of it."
            )
            self.message_user(request, text % {"name": obj, "test": test}, messages.WARNING)

    @admin.display(description=_("State"), ordering="active")
    def state_now(self, row: Any) -> str:
        code, words = state(row, timezone.now())
        return format_html('<span class="crosssell-state is-{}">{}</span>', code, words)

    @admin.action(description=_("Turn on"), permissions=["change"])
    def turn_on(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._switch(request, queryset, True)

    @admin.action(description=_("Turn off"), permissions=["change"])
    def turn_off(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._switch(request, queryset, False)

    @admin.action(description=_("Duplicate (the copies are off)"), permissions=["add"])
    def duplicate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = list(queryset[: COPY_LIMIT + 1])
        if len(rows) > COPY_LIMIT:
            text = gettext("Duplicate at most %(most)d at once.") % {"most": COPY_LIMIT}
            self.message_user(request, text, messages.ERROR)
            return
        with transaction.atomic():
            for row in rows:
                made = self.copy(row)
                self.log_addition(request, made, gettext("Copied from “%(name)s”.") % {"name": row})
        done = ngettext(
            "%(count)d copy made; it is off.", "%(count)d copies made; they are off.", len(rows)
        )
        self.message_user(request, done % {"count": len(rows)}, messages.SUCCESS)

    def copy(self, row: Model) -> Model:
        """Save and return a copy of the row that is off."""
        raise NotImplementedError

    def _switch(self, request: HttpRequest, queryset: QuerySet[Any], on: bool) -> None:
        # Row by row: an update in bulk sends no signal, and saved rows go live by signals.
        rows = list(queryset.filter(active=not on))
        with transaction.atomic():
            for row in rows:
                row.active = on
                row.save(update_fields=self.switch_fields)
                self.log_change(
                    request, row, gettext("Turned on.") if on else gettext("Turned off.")
                )
        words = (
            ngettext("%(count)d row turned on.", "%(count)d rows turned on.", len(rows))
            if on
            else ngettext("%(count)d row turned off.", "%(count)d rows turned off.", len(rows))
        )
        self.message_user(request, words % {"count": len(rows)}, messages.SUCCESS)


def copied(row: Any, **changes: Any) -> Any:
    """Save and return a new row with the columns of ``row``, off, and the changes."""
    columns = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in ("created_at", "updated_at")
    }
    return type(row).objects.create(**columns | {"active": False} | changes)
