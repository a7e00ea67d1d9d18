"""Spans of days that a merchant picks by name."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

LAST_7, LAST_28, LAST_90 = LAST = {"7": 7, "28": 28, "90": 90}
TODAY, MONTH, LAST_MONTH, OWN = "today", "month", "last_month", "own"
USUAL = LAST_28
PERIODS = (
    (LAST_7, _("Last 7 days")),
    (LAST_28, _("Last 28 days")),
    (LAST_90, _("Last 90 days")),
    (TODAY, _("Today so far")),
    (MONTH, _("This month")),
    (LAST_MONTH, _("Last month")),
    (OWN, _("Own dates")),
)


def days_of(period: str, today: date) -> tuple[date, date]:
    """The first and the last day of a period other than OWN.

    Periods end with yesterday, since today is not over; only TODAY, and MONTH on its first day,
    are about today.
    """
    yesterday = today - timedelta(days=1)
    if period == TODAY:
        return today, today
    if period == MONTH:
        first = today.replace(day=1)
        return first, max(first, yesterday)
    if period == LAST_MONTH:
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    return today - timedelta(days=LAST[period]), yesterday
