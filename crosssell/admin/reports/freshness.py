"""How far counting has come, and why there may be no figures yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from crosssell import buffer, stream
from crosssell.analytics.tracking import BACK, SHOWN, TOUCH
from crosssell.models import BufferedEvent, BufferMark, DailyCount, Placement
from crosssell.stream import StreamAway

KINDS = (SHOWN, BACK, TOUCH)
# It is done every minute.
LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class Freshness:
    """``waiting_since``: when the oldest event was noted that is not counted yet (aware).

    ``away``: Redis, which holds events, does not answer.
    """

    waiting_since: datetime | None
    away: bool
    late: bool


@dataclass(frozen=True)
class Known:
    """What was counted at all: the days of it, None for none; and whether anything is placed."""

    first: date | None
    last: date | None
    placed: bool


def freshness(now: datetime) -> Freshness:
    """Looked up in the buffer: two queries, and Redis where it holds events."""
    rows = BufferedEvent.objects.filter(kind__in=KINDS).order_by("pk")
    found = [_noted_at(text) for text in rows.values_list("text", flat=True)[:1]]
    away = False
    if url := buffer.address():
        marks = dict(BufferMark.objects.filter(kind__in=KINDS).values_list("kind", "position"))
        try:
            for kind in KINDS:
                texts, _position = stream.read(url, kind, marks.get(kind, "0-0"), 1)
                found += map(_noted_at, texts)
        except StreamAway:
            away = True
    oldest = min((at for at in found if at is not None), default=None)
    return Freshness(oldest, away, oldest is not None and now - oldest > LATE)


def known() -> Known:
    """What to say where there is nothing to show."""
    days = DailyCount.objects.aggregate(first=Min("day"), last=Max("day"))
    now = timezone.now()
    placed = any(one.in_force(now) for one in Placement.objects.filter(active=True))
    return Known(days["first"], days["last"], placed)


def _noted_at(text: str) -> datetime | None:
    """When an event was noted; None for what is no event, since others may write there too."""
    try:
        return datetime.fromtimestamp(float(json.loads(text)[0]), UTC)
    except (ValueError, TypeError, LookupError, OverflowError, OSError):
        return None
