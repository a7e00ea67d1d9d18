"""What the summary says: what changed, what brought most, what to try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosssell.analytics.reports import ALL, Query, Report, Row, report
from crosssell.analytics.weekly.advice import advice
from crosssell.analytics.weekly.words import beside, compared
from crosssell.core.figures import BUNDLE, PLACEMENT, RULE, THRESHOLD, TOTAL, figures_of
from crosssell.oscar.money import written

TOLD = ("impressions", "clicks", "ctr", "touches", "orders", "direct", "assisted")
MOST_CHANGES, MOST_PLACES, MOST_REWARDS = 3, 3, 2


@dataclass(frozen=True)
class Section:
    """A heading and its sentences."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """A week from Monday (``first``) to Sunday, in words of the present language."""

    first: date
    last: date
    subject: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]


def last_week(today: date) -> Query:
    """The last full week before this day."""
    last = today - timedelta(days=today.weekday() + 1)
    return Query(last - timedelta(days=6), last)


def summary_of(query: Query) -> Summary | None:
    """The summary of these days; None where nothing was measured in them nor in those before.

    A week in which nothing was shown any more is worth a mail: something may be broken.
    """
    total = report(query, TOTAL)
    if not any((*_measured(total.total), *total.total.past.values())):
        return None
    # One currency throughout, that of most orders.
    query = total.query
    placements, rules, bundles, thresholds = (
        report(query, by, size=ALL) for by in (PLACEMENT, RULE, BUNDLE, THRESHOLD)
    )
    sections = (
        Section(_("What changed"), tuple(_changes(total, placements))),
        Section(_("What brought most"), tuple(_best(placements, bundles, thresholds))),
        Section(_("What to try"), advice(total, placements, rules, bundles, thresholds)),
    )
    days = _("%(first)s to %(last)s") % {"first": _day(query.first), "last": _day(query.last)}
    notes = tuple(_notes(total, bundles.sample or thresholds.sample))
    return Summary(
        query.first,
        query.last,
        _("Cross-sell, %s") % days,
        notes,
        tuple(one for one in sections if one.lines),
    )


def _measured(row: Row) -> tuple[object, ...]:
    return *row.values.values(), row.sums.shown, row.sums.empty


def _notes(total: Report, sample: bool) -> Iterator[str]:
    if total.sample or sample:
        yield _("Sample figures: some of these were made up for the demonstration.")
    sums = total.total.sums
    if not sums.impressions and not sums.shown:
        yield _("Nothing was shown this week. Look whether placements are on and in force.")
    others = [one for one in total.currencies if one != total.currency]
    if others:
        words = {"currency": total.currency, "others": ", ".join(others)}
        yield (
            _("Amounts are of orders in %(currency)s; there were some in %(others)s too.") % words
        )


def _changes(total: Report, placements: Report) -> Iterator[str]:
    for figure in figures_of(TOTAL):
        if figure.code in TOLD:
            yield compared(figure, total.total, total.currency)
    [net] = [one for one in figures_of(PLACEMENT) if one.code == "net"]
    changed = sorted(placements.rows, key=_difference, reverse=True)
    for row in changed[:MOST_CHANGES]:
        if _difference(row):
            yield f"“{row.name}”: {compared(net, row, placements.currency)}"


def _difference(row: Row) -> Decimal:
    return abs(Decimal(row.values["net"] or 0) - Decimal(row.past["net"] or 0))


def _best(placements: Report, bundles: Report, thresholds: Report) -> Iterator[str]:
    for row in _top(placements, MOST_PLACES):
        words = {
            "name": row.name,
            "amount": _net(placements, row),
            "orders": _orders(row, "orders"),
        }
        yield beside(_("“%(name)s”: %(amount)s attributed, from %(orders)s") % words, row)
    for found, line in (
        (bundles, _("Bundle “%(name)s”: %(amount)s in %(orders)s; its discount took %(cost)s")),
        (thresholds, _("Threshold “%(name)s”: %(amount)s in %(orders)s; it gave %(cost)s")),
    ):
        for row in _top(found, MOST_REWARDS):
            words = {
                "name": row.name,
                "amount": _net(found, row),
                "orders": _orders(row, "uses"),
                "cost": written(Decimal(row.values["cost"] or 0), found.currency),
            }
            yield beside(line % words, row)


def _top(found: Report, number: int) -> tuple[Row, ...]:
    return tuple(row for row in found.rows[:number] if Decimal(row.values["net"] or 0) > 0)


def _net(found: Report, row: Row) -> str:
    return written(Decimal(row.values["net"] or 0), found.currency)


def _orders(row: Row, code: str) -> str:
    number = int(row.values[code] or 0)
    return ngettext("%d order", "%d orders", number) % number


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
