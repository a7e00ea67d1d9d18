"""A batch of the buffer's entries -> daily counts, raw events and touches.

Each function runs in the transaction that also remembers how far the counting has come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.utils import timezone

from crosssell.analytics.rollup.entries import Join, Put, back_of, put_of, widget_of
from crosssell.analytics.rollup.sources import Sources
from crosssell.analytics.rollup.touching import keep
from crosssell.analytics.tracking import CLICK, TOUCH, VIEWABLE
from crosssell.buffer import Event
from crosssell.conf import settings
from crosssell.core.shown import WIDGET, Shown, bucket_of
from crosssell.models.counting import Counted, Once, Rest, Tally, add_counts, add_events

Entry = TypeVar("Entry")
# Of each kind of raw event, its column of the daily counts.
COLUMN = {VIEWABLE: "viewable", CLICK: "clicks", TOUCH: "touches"}
# A clock of another machine may be ahead of this one.
AHEAD = timedelta(days=1)
_PLACE = {column: place for place, column in enumerate(Tally._fields)}
_NOTHING = [0] * len(_PLACE)
# Day, thing and column of a daily count.
Seen = Counter[tuple[date, Shown, str]]


@dataclass
class Counts:
    """What a roll-up has counted.

    ``views``: events of what visitors viewed and bought. ``widgets`` and ``empty``: how often a
    widget was shown, and had nothing to show; ``impressions``: the things in them. ``again`` is
    what was known already, ``bad`` what is no event of ours. ``exposed``: events of visitors in
    tests. ``measured`` and ``remeasured``: orders that were measured, and once more. ``failed``
    says in words which parts could not be counted now, and why.
    """

    views: int = 0
    widgets: int = 0
    empty: int = 0
    impressions: int = 0
    viewable: int = 0
    clicks: int = 0
    touches: int = 0
    again: int = 0
    bad: int = 0
    exposed: int = 0
    measured: int = 0
    remeasured: int = 0
    failed: tuple[str, ...] = ()

    def add(self, more: Counts) -> None:
        """Adds the other counts to these."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(more, field.name))


def count_shown(events: Sequence[Event], now: datetime) -> Counts:
    """Impressions of widgets and of what is in them, and slots whose widget had nothing."""
    found, counts = _read(events, widget_of, now)
    seen: Seen = Counter()
    for at, one in found:
        day = _day(at)
        whole = next((thing for thing in one.things if thing.subject == WIDGET), None)
        whole = whole or Shown(0, 0, one.placement, WIDGET, one.placement, 0)
        parts = [thing for thing in one.things if thing.subject != WIDGET]
        seen[day, whole, "empty" if one.empty else "impressions"] += 1
        seen.update((day, thing, "impressions") for thing in parts)
        counts.widgets += not one.empty
        counts.empty += one.empty
        counts.impressions += len(parts)
    _add(seen, Sources(thing for _, thing, _ in seen))
    return counts


def count_back(events: Sequence[Event], now: datetime) -> Counts:
    """What came into view or was clicked, each once however often it was sent."""
    found, counts = _read(events, back_of, now)
    sources = Sources(one.shown for _, one in found)
    _count_new([(at, one.kind, one.shown) for at, one in found], sources, counts)
    return counts


def count_touches(events: Sequence[Event], now: datetime) -> Counts:
    """What was put in baskets, and whose baskets these are."""
    found, counts = _read(events, put_of, now)
    puts = [(at, one) for at, one in found if isinstance(one, Put)]
    sources = Sources(one.shown for _, one in puts)
    keep([(at, one) for at, one in found if isinstance(one, Put | Join)], sources)
    # A bundle is one touch, though each of its products is kept with a row of its own.
    _count_new([(at, TOUCH, one.shown) for at, one in puts], sources, counts)
    return counts


def _read(
    events: Sequence[Event], parse: Callable[[dict[str, Any]], Entry | None], now: datetime
) -> tuple[list[tuple[datetime, Entry]], Counts]:
    first, last = now - timedelta(days=settings().keep_count_days), now + AHEAD
    timely = (event for event in events if first <= event.at <= last)
    entries = ((event.at, parse(event.fields)) for event in timely)
    found = [(at, entry) for at, entry in entries if entry is not None]
    return found, Counts(bad=len(events) - len(found))


def _count_new(
    came: Iterable[tuple[datetime, str, Shown]], sources: Sources, counts: Counts
) -> None:
    events: dict[Once, tuple[datetime, Shown]] = {}
    for at, kind, one in came:
        once = Once(one.rendering, kind, one.placement, one.subject, one.subject_id)
        counts.again += once in events
        events.setdefault(once, (at, one))
    new = add_events({once: _rest(at, one) for once, (at, one) in events.items()})
    counts.again += len(events) - len(new)
    seen: Seen = Counter()
    for once in new:
        at, one = events[once]
        seen[_day(at), one, COLUMN[once.kind]] += 1
    for name, number in Counter(COLUMN[once.kind] for once in new).items():
        setattr(counts, name, number)
    _add(seen, sources)


def _rest(at: datetime, one: Shown) -> Rest:
    return Rest(at, one.rule, one.source, one.position, one.run, one.variant)


def _add(seen: Mapping[tuple[date, Shown, str], int], sources: Sources) -> None:
    tallies: defaultdict[Counted, list[int]] = defaultdict(_NOTHING.copy)
    for (day, one, column), number in seen.items():
        about = Counted(
            day,
            one.placement,
            one.subject,
            one.subject_id,
            one.rule,
            bucket_of(one.position),
            one.variant,
            sources.slot(one.placement),
            sources.strategy(one),
        )
        tallies[about][_PLACE[column]] += number
    add_counts({about: Tally(*columns) for about, columns in tallies.items()})


def _day(at: datetime) -> date:
    return timezone.localdate(at, timezone.get_default_timezone())
