"""Learns from the daily counts how often each recommended product is taken."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.utils import timezone

from crosssell.models import rates
from crosssell.oscar.families import families_of

DAYS = 90


def learn(now: datetime | None = None) -> int:
    """Write the rates of the 90 days before ``now`` (aware); returns of how many products.

    Variants count as their parent. Days are those of the shop's time zone.
    """
    counted = rates.counted_since(timezone.localdate(now) - timedelta(days=DAYS))
    families = families_of(counted)
    found: defaultdict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for pk, (seen, put) in counted.items():
        if pk in families:
            before = found[families[pk]]
            found[families[pk]] = before[0] + seen, before[1] + put
    rates.write(dict(found))
    return len(found)
