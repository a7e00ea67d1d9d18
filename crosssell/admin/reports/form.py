"""What the page of measurement is asked: days, place, currency and dimension; in its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell import registry, slots
from crosssell.admin.reports.periods import OWN, PERIODS, USUAL, days_of
from crosssell.admin.slot_field import label_of, page_label
from crosssell.analytics.reports import Query
from crosssell.analytics.reports.asking import MOST_DAYS
from crosssell.analytics.rollup.sources import PIN
from crosssell.models import Placement

# Fields that an address calls otherwise, because reports and the API do.
NAMES = {"first": "from", "last": "to"}
Placed = tuple[int, str, str, str]
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class DayField(forms.DateField):
    """A day of this century."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, required=False, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not EARLIEST <= value <= LATEST:
            raise ValidationError(_("Choose a day of the years 2000 to 2099."), code="out_of_range")


class ReportForm(forms.Form):
    """Bound to what the address says; wrong fields say so and fall back to what is usual."""

    use_required_attribute = False
    period = forms.ChoiceField(label=_("Days"), choices=PERIODS)
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    placement = forms.ChoiceField(
        label=_("Placement"),
        required=False,
        error_messages={"invalid_choice": _("There is no such placement any more.")},
    )
    slot = forms.ChoiceField(
        label=_("Slot"),
        required=False,
        error_messages={"invalid_choice": _("There is no slot of this name.")},
    )
    strategy = forms.ChoiceField(
        label=_("Strategy"),
        required=False,
        error_messages={"invalid_choice": _("There is no strategy of this name.")},
    )
    currency = forms.CharField(label=_("Currency"), required=False, widget=forms.Select)

    def __init__(self, sent: Mapping[str, Any], today: date) -> None:
        self.today = today
        given = {self.add_prefix(name) for name in self.base_fields}
        found = {name: sent[name].strip() for name in given if name in sent}
        found["currency"] = found.get("currency", "").upper()
        own = any(found.get(name) for name in NAMES.values())
        # Whoever gives dates alone, as the API takes them, means them.
        found.setdefault("period", OWN if own else USUAL)
        super().__init__({**self._shown(found), **found})
        rows = Placement.objects.order_by("slot", "position", "pk")
        placed = list(rows.values_list("pk", "slot", "title", "widget"))
        self._offer("placement", _("All placements"), _placements(placed))
        used = {slot for _pk, slot, _title, _widget in placed}
        self._offer("slot", _("All slots"), _slots(used | {str(found.get("slot", ""))}))
        self._offer("strategy", _("All strategies"), _strategies())

    def add_prefix(self, field_name: str) -> str:
        return NAMES.get(field_name, field_name)

    def offer_currencies(self, known: Iterable[str]) -> None:
        """Let these be chosen, and the one that was."""
        chosen = self.chosen("currency")
        codes = dict.fromkeys([*known, *([chosen] if chosen else [])])
        usual = ("", _("That of most orders"))
        self.fields["currency"].widget.choices = [usual, *((code, code) for code in codes)]

    def clean_currency(self) -> str:
        """A code of three letters, as orders have it."""
        code: str = self.cleaned_data["currency"]
        if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise ValidationError(
                _("This is no currency. Give a code of three letters, such as EUR."), code="code"
            )
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("period") != OWN:
            return cleaned
        first, last = cleaned.get("first"), cleaned.get("last")
        for name in NAMES:
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, ValidationError(_("Choose a day."), code="required"))
        if first and last and last < first:
            self.add_error("last", ValidationError(_("This is before “From”."), code="order"))
        elif first and last and (last - first).days >= MOST_DAYS:
            text = _("Choose at most %(most)d days.")
            error = ValidationError(text, code="too_long", params={"most": MOST_DAYS})
            self.add_error("first", error)
        return cleaned

    def chosen(self, name: str) -> Any:
        """What was sent; "" where that is wrong or was not said."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    @property
    def query(self) -> Query:
        """What is asked, with what is usual where that was not said rightly."""
        first, last = self._days()
        return Query(
            first,
            last,
            currency=self.chosen("currency"),
            placements=(int(self.chosen("placement")),) if self.chosen("placement") else (),
            slot=self.chosen("slot"),
            strategy=self.chosen("strategy"),
            # A day that is not over is not compared with whole ones.
            compare=last < self.today,
        )

    def _days(self) -> tuple[date, date]:
        period = self.chosen("period") or USUAL
        if period != OWN:
            return days_of(period, self.today)
        first, last = self.chosen("first"), self.chosen("last")
        return (first, last) if first and last else days_of(USUAL, self.today)

    def _shown(self, found: Mapping[str, Any]) -> dict[str, str]:
        """Own dates begin with those that are looked at."""
        period = found["period"] if found["period"] in dict(PERIODS) else USUAL
        if period == OWN:
            return {}
        days = days_of(period, self.today)
        return {name: day.isoformat() for name, day in zip(NAMES.values(), days, strict=True)}

    def _offer(self, name: str, every: Any, some: Iterable[Any]) -> None:
        self.fields[name].choices = [("", every), *some]


def _placements(placed: Iterable[Placed]) -> list[tuple[str, list[tuple[int, str]]]]:
    """By slot, with their titles; without one by their widget and number."""
    kinds = {one.code: gettext(one.label) for one in registry.all_of("widgets")}
    groups: dict[str, list[tuple[int, str]]] = {}
    for pk, slot, title, widget in placed:
        name = title or f"{kinds.get(widget, widget)} (#{pk})"
        groups.setdefault(label_of(slot), []).append((pk, name))
    return list(groups.items())


def _slots(used: set[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The slots that are used, by page."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for slot in slots.all_slots():
        if slot.name in used:
            groups.setdefault(page_label(slot.page), []).append((slot.name, str(slot.label)))
    return list(groups.items())


def _strategies() -> list[tuple[str, str]]:
    found = [(one.code, gettext(one.label)) for one in registry.all_of("strategies")]
    return [*sorted(found, key=lambda one: one[1]), (PIN, gettext("Pinned by a rule"))]
