"""Thresholds in force, for whoever counts them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from crosssell.models.threshold import Threshold, Tier


def live(now: datetime) -> QuerySet[Threshold]:
    """The thresholds in force at ``now`` with a tier that gives something, for whomever."""
    given = Tier.objects.filter(threshold=OuterRef("pk"), decorative=False, amounts__isnull=False)
    running = Q(ends_at=None) | Q(ends_at__gt=now)
    begun = Q(starts_at=None) | Q(starts_at__lte=now)
    return Threshold.objects.filter(running, begun, Exists(given), active=True)
