"""Sending the summary: once a week to each reader, and a failure stops nobody else's."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from crosssell.analytics.reports import today as shops_today
from crosssell.analytics.weekly.readers import may_read, readers
from crosssell.analytics.weekly.summary import Summary, last_week, summary_of
from crosssell.models import WeeklyMail

log = logging.getLogger(__name__)
State = Literal["sent", "would be sent", "had it already", "may not see it", "failed"]


@dataclass(frozen=True)
class Told:
    """What became of one reader's summary; ``error`` where it failed."""

    email: str
    state: State
    error: str = ""


def send(today: date | None = None, dry_run: bool = False) -> list[Told]:
    """Send the last full week to all who asked for it and did not have it yet.

    ``today`` is a day of the shop's time zone. A week without anything, after one without anything,
    is not told: the list is empty. With ``dry_run`` nothing is sent. Raises nothing for a mail that
    fails: the next call tries it again.
    """
    # Whoever waits for a mail waits in the shop's language, not in that of a worker.
    with translation.override(settings.LANGUAGE_CODE):
        asked = list(readers())
        summary = summary_of(last_week(today or shops_today())) if asked else None
        return list(_told(asked, summary, dry_run)) if summary is not None else []


def _told(asked: list[WeeklyMail], summary: Summary, dry_run: bool) -> Iterator[Told]:
    for one in asked:
        email = one.user.email or one.user.get_username()
        if not may_read(one.user):
            yield Told(email, "may not see it")
        elif one.sent_for is not None and one.sent_for >= summary.last:
            yield Told(email, "had it already")
        elif dry_run:
            yield Told(email, "would be sent")
        else:
            yield _sent(one, email, summary)


def _sent(one: WeeklyMail, email: str, summary: Summary) -> Told:
    # Taken before it is sent, so that of two workers one sends it.
    not_yet = Q(sent_for=None) | Q(sent_for__lt=summary.last)
    mine = WeeklyMail.objects.filter(not_yet, pk=one.pk)
    if not mine.update(sent_for=summary.last):
        return Told(email, "had it already")
    try:
        message(summary, email).send()
    except Exception as error:  # A mail server has errors of its own, and others wait.
        log.exception("The weekly summary for reader %s was not sent.", one.pk)
        WeeklyMail.objects.filter(pk=one.pk, sent_for=summary.last).update(sent_for=one.sent_for)
        return Told(email, "failed", str(error))
    return Told(email, "sent")


def message(summary: Summary, email: str) -> EmailMultiAlternatives:
    """The mail, as text and as HTML."""
    context: dict[str, Any] = {"summary": summary, "url": _address(summary)}
    text = render_to_string("crosssell/mail/weekly.txt", context)
    sender = getattr(settings, "OSCAR_FROM_EMAIL", settings.DEFAULT_FROM_EMAIL)
    made = EmailMultiAlternatives(summary.subject, text, sender, [email])
    made.attach_alternative(render_to_string("crosssell/mail/weekly.html", context), "text/html")
    return made


def _address(summary: Summary) -> str:
    """The same days in admin; "" where the shop has no admin, or is no site."""
    try:
        page = reverse("admin:crosssell_reports")
        domain = apps.get_model("sites", "Site").objects.get_current().domain
    except (NoReverseMatch, LookupError):
        return ""
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    return f"{scheme}://{domain}{page}?from={summary.first}&to={summary.last}"
