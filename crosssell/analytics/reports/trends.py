"""What was measured over time, and the orders of takers beside all others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date, timedelta

from crosssell.analytics.reports.answers import Orders, Point, Trend
from crosssell.analytics.reports.asking import Query
from crosssell.analytics.reports.reporting import values_of
from crosssell.analytics.reports.summing import NO_PART, Part, parts_of, with_currency
from crosssell.analytics.reports.tables import DAY
from crosssell.analytics.reports.tested import answers_of, words
from crosssell.core.figures import TOTAL, Sums

MOST_DAILY = 92


def trend(query: Query) -> Trend:
    """Every day of the query, also those without anything; weeks where it has over 92 days."""
    query, _currencies = with_currency(replace(query, compare=False))
    days, _before = parts_of(query, TOTAL, DAY)
    weekly = query.days > MOST_DAILY
    points = []
    for first, last in _spans(query, weekly):
        # An order is of one day, so no order is added up twice.
        part = _together(days.get(day, NO_PART) for day in _each_day(first, last))
        values = values_of(TOTAL, part, query.currency)
        points.append(Point(first, last, part.sums, values, part.sample))
    sample = any(one.sample for one in points)
    tested = words(answers_of(TOTAL, [""], query).get(""))
    return Trend(query, query.currency, weekly, tuple(points), tested, sample)


def orders(query: Query) -> Orders:
    """All orders of these days. With a filter, takers took what it leaves."""
    query, currencies = with_currency(replace(query, compare=False))
    now, _before = parts_of(query, TOTAL)
    part = now.get("", NO_PART)
    sums = part.sums
    values = values_of(TOTAL, part, query.currency)
    return Orders(
        query,
        query.currency,
        currencies,
        sums.takers + sums.others,
        sums.takers_value + sums.others_value,
        sums,
        {code: values[code] for code in ("average_takers", "average_others")},
        words(answers_of(TOTAL, [""], query).get("")),
        part.sample,
    )


def _spans(query: Query, weekly: bool) -> Iterator[tuple[date, date]]:
    first = query.first
    while first <= query.last:
        last = first + timedelta(days=6 - first.weekday()) if weekly else first
        last = min(last, query.last)
        yield first, last
        first = last + timedelta(days=1)


def _each_day(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _together(parts: Iterable[Part]) -> Part:
    some = list(parts)
    sums = {one.name: sum(getattr(part.sums, one.name) for part in some) for one in fields(Sums)}
    return Part(Sums(**sums), any(part.sample for part in some))
