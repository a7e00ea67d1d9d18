"""Who gets the weekly summary: staff who may see reports and asked for it themselves."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from crosssell.models import WeeklyMail

SEE = "crosssell.view_dailycount"


def may_read(user: Any) -> bool:
    """Whether he may still see what the summary tells, and can be written to."""
    return bool(user.is_active and user.is_staff and user.email and user.has_perm(SEE))


def subscribed(user: Any) -> bool:
    """Whether he asked for it."""
    return WeeklyMail.objects.filter(user=user).exists()


def subscribe(user: Any) -> None:
    """From now on he gets it; the next one tells the week that ends then."""
    WeeklyMail.objects.get_or_create(user=user)


def unsubscribe(user: Any) -> None:
    """He gets it no more."""
    WeeklyMail.objects.filter(user=user).delete()


def readers() -> QuerySet[WeeklyMail]:
    """All who asked for it, with their users."""
    return WeeklyMail.objects.select_related("user").order_by("pk")
