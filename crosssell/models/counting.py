"""Raw events and daily counts written in bulk: one statement for a thousand rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from django.db import connection

ROWS_A_STATEMENT = 1_000
_ADD = """
INSERT INTO crosssell_dailycount AS kept (day, placement_id, subject, subject_id, rule_id, position,
    variant_id, slot, strategy, sample, impressions, viewable, clicks, touches, empty) VALUES rows
ON CONFLICT (day, placement_id, subject, subject_id, rule_id, position, variant_id, slot, strategy,
    sample)
DO UPDATE SET impressions = kept.impressions + excluded.impressions,
    viewable = kept.viewable + excluded.viewable, clicks = kept.clicks + excluded.clicks,
    touches = kept.touches + excluded.touches, empty = kept.empty + excluded.empty
"""
_INSERT = """
INSERT INTO crosssell_event (rendering, kind, placement_id, subject, subject_id, at, rule_id,
    source, position, run_id, variant_id) VALUES rows
ON CONFLICT (rendering, kind, placement_id, subject, subject_id) DO NOTHING
RETURNING rendering, kind, placement_id, subject, subject_id
"""
Row = TypeVar("Row", bound=Sequence[Any])


class Counted(NamedTuple):
    """What a daily count is about; all of its key but ``sample``, which is false."""

    day: date
    placement_id: int
    subject: str
    subject_id: int
    rule_id: int
    position: int
    variant_id: int
    slot: str
    strategy: str


class Tally(NamedTuple):
    """What is added to a daily count."""

    impressions: int = 0
    viewable: int = 0
    clicks: int = 0
    touches: int = 0
    empty: int = 0


class Once(NamedTuple):
    """What makes an event one: the same again is no other."""

    rendering: int
    kind: str
    placement_id: int
    subject: str
    subject_id: int


class Rest(NamedTuple):
    """The other columns of an event."""

    at: datetime
    rule_id: int
    source: int
    position: int
    run_id: int
    variant_id: int


def add_counts(counts: Mapping[Counted, Tally]) -> None:
    """Adds to the daily counts."""
    # Always in the same order, so that two writers wait for each other and never in a circle.
    for part in _parts(sorted(counts.items())):
        values: list[Any] = []
        for about, tally in part:
            day = connection.ops.adapt_datefield_value(about.day)
            values += (day, *about[1:], False, *tally)
        with connection.cursor() as cursor:
            cursor.execute(_sql(_ADD, len(Counted._fields) + 1 + len(Tally._fields), part), values)


def add_events(events: Mapping[Once, Rest]) -> Collection[Once]:
    """Inserts the events that are not there yet and returns which these are."""
    new: set[Once] = set()
    for part in _parts(sorted(events.items())):
        values: list[Any] = []
        for once, rest in part:
            at = connection.ops.adapt_datetimefield_value(rest.at)
            values += (*once, at, *rest[1:])
        with connection.cursor() as cursor:
            cursor.execute(_sql(_INSERT, len(Once._fields) + len(Rest._fields), part), values)
            new.update(Once(*row) for row in cursor.fetchall())
    return new


def _parts(rows: list[Row]) -> Iterator[list[Row]]:
    for first in range(0, len(rows), ROWS_A_STATEMENT):
        yield rows[first : first + ROWS_A_STATEMENT]


def _sql(statement: str, columns: int, rows: Sequence[Any]) -> str:
    marks = "({})".format(", ".join(["%s"] * columns))
    return statement.replace("rows", ", ".join([marks] * len(rows)))
