"""A moment in the shop's time zone, whatever zone the page is shown in."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from crosssell.admin.scheduled import EARLIEST, LATEST


class ShopTimeField(forms.DateTimeField):
    """Cleans to an aware datetime in the shop's zone, or None; in this century."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            format_lazy(
                _("In the shop's time zone, {zone}. Empty: now."),
                zone=timezone.get_default_timezone_name(),
            ),
        )
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(timezone.get_default_timezone()):
            at: datetime | None = super().to_python(value)
        if at is not None and not EARLIEST <= at < LATEST:
            raise ValidationError(
                _("Choose a date between the years 2000 and 2099."), code="out_of_range"
            )
        return at

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(timezone.get_default_timezone()):
            return super().prepare_value(value)
