"""A report as a file: CSV, or XLSX with the definitions on a sheet of their own.

Numbers are numbers, in full and without thousands or signs, whatever the language; texts that a
spreadsheet would run begin with an apostrophe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.formats import base_formats
from tablib import Databook, Dataset

from crosssell.admin.cells import escaped
from crosssell.admin.reports.words import DIMENSIONS
from crosssell.analytics.reports import Report, Row
from crosssell.core.figures import Figure
from crosssell.core.text import UNREADABLE

CSV, XLSX = FORMATS = ("csv", "xlsx")
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A spreadsheet program takes a CSV file without it for one of another alphabet.
BYTE_ORDER_MARK = "\ufeff"
Line = list[Any]


def export(report: Report, format: str) -> bytes:
    """The rows of the report, its total and what its figures mean; ``format`` of ``FORMATS``."""
    return _WRITERS[format](list(_table(report)), list(_definitions(report)))


def _table(report: Report) -> Iterator[Line]:
    query, before = report.query, report.query.before()
    yield [_("Report"), DIMENSIONS.get(report.by, report.by)]
    yield [_("Days"), _span(query.first, query.last)]
    if query.compare:
        yield [_("Days before"), _span(before.first, before.last)]
    yield [_("Time zone"), timezone.get_default_timezone_name()]
    yield [_("Currency"), report.currency]
    for name, chosen in _chosen(report):
        yield [name, chosen]
    if report.sample:
        yield [_("Sample figures: some of these were made up for the demonstration.")]
    yield []
    ends = _("What a holdout says"), _("Sample figures")
    yield [_("Number or code"), _("Name"), *_headings(report), *ends]
    for row in report.rows:
        yield _cells(report, row)
    if report.rows != (report.total,):
        yield _cells(report, report.total)


def _chosen(report: Report) -> Iterator[tuple[str, str]]:
    query = report.query
    if query.placements:
        yield _("Placement"), ", ".join(map(str, query.placements))
    if query.slot:
        yield _("Slot"), query.slot
    if query.strategy:
        yield _("Strategy"), query.strategy


def _headings(report: Report) -> Iterator[str]:
    for figure in report.figures:
        name = _heading(figure, report.currency)
        yield name
        if report.query.compare:
            yield _("%(figure)s, days before") % {"figure": name}


def _heading(figure: Figure, currency: str) -> str:
    unit = {"share": _("of 1"), "money": currency}.get(figure.unit)
    return f"{_(figure.label)} ({unit})" if unit else _(figure.label)


def _cells(report: Report, row: Row) -> Line:
    values: Line = []
    for figure in report.figures:
        values.append(row.values[figure.code])
        if report.query.compare:
            values.append(row.past[figure.code])
    sample = _("yes") if row.sample else _("no")
    key = int(row.key) if row.key.isdecimal() else row.key
    return [key, row.name, *values, row.tested, sample]


def _definitions(report: Report) -> Iterator[Line]:
    yield [_("Figure"), _("What it means")]
    for figure in report.figures:
        yield [_heading(figure, report.currency), _(figure.definition)]


def _span(first: date, last: date) -> str:
    return f"{first.isoformat()} – {last.isoformat()}"


def _csv(table: list[Line], definitions: list[Line]) -> bytes:
    lines = _dataset("", [*table, [], *definitions])
    return (BYTE_ORDER_MARK + str(base_formats.CSV().export_data(lines))).encode()


def _xlsx(table: list[Line], definitions: list[Line]) -> bytes:
    sheets = [_dataset(_("Figures"), table), _dataset(_("Definitions"), definitions)]
    return bytes(Databook(sheets).export("xlsx"))


def _dataset(title: str, lines: list[Line]) -> Dataset:
    width = max(map(len, lines))
    found = Dataset(title=title)
    for line in lines:
        found.append([*map(_cell, line), *[""] * (width - len(line))])
    return found


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return value
    return escaped(UNREADABLE.sub(" ", str(value)).strip())


_WRITERS: dict[str, Callable[[list[Line], list[Line]], bytes]] = {CSV: _csv, XLSX: _xlsx}
