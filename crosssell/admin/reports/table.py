"""A report as a table: columns with what they mean, rows that lead on, what a holdout says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crosssell.admin import permissions
from crosssell.admin.reports.address import address_of
from crosssell.admin.reports.words import Change, change_of, meaning, said
from crosssell.analytics.reports import Report, Row
from crosssell.core import figures

TESTED, CHANGE = "tested", "change"
# What was brought goes first: with the answer of the holdout it is in sight without scrolling.
FIRST = ("direct", "assisted", TESTED, "orders", "uses", "brought", "cost", "net", CHANGE)
CHANGE_OF = "net"
# The columns that are no figure of their own: what they are called and mean.
OWN = {
    TESTED: (
        gettext_lazy("Tested"),
        gettext_lazy(
            "What a test says of it: how much more a visitor spends who sees it than one of the "
            "holdout, who does not. The true figure lies in the range in brackets."
        ),
    ),
    CHANGE: (
        gettext_lazy("Net revenue, change"),
        gettext_lazy(
            "How much more or less the net revenue is than in the same number of days before."
        ),
    ),
}
SEE_TESTS = "crosssell.view_experiment"
# Rows that have a page of their own in admin; the name of its model.
PAGES = {
    figures.PLACEMENT: "placement",
    figures.RULE: "rule",
    figures.BUNDLE: "bundle",
    figures.THRESHOLD: "threshold",
}
FILTERS = (figures.PLACEMENT, figures.SLOT, figures.STRATEGY)


@dataclass(frozen=True)
class Column:
    """A heading; ``url`` sorts by it, "" where that cannot be."""

    code: str
    label: str
    definition: str = ""
    meaning: str = ""
    url: str = ""
    sorted: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands below a heading; ``change`` has an arrow that words explain."""

    code: str
    text: str
    url: str = ""
    change: Change | None = None


@dataclass(frozen=True)
class Line:
    """A row: ``url`` is its own page, ``only`` this page with nothing else in it."""

    key: str
    name: str
    tested: str
    url: str
    only: str
    gone: bool
    sample: bool
    asked: bool
    cells: tuple[Cell, ...]


def columns(found: Report, sent: Mapping[str, str]) -> list[Column]:
    """The headings after the name."""
    known = {one.code: one for one in found.figures}
    return [
        Column(
            code, _(known[code].label), _(known[code].definition), meaning(found.by, code),
            address_of(sent, sort=code), found.sort == code,
        )
        if code in known
        else Column(code, str(OWN[code][0]), str(OWN[code][1]), meaning(found.by, code))
        for code in codes(found)
    ]  # fmt: skip


def codes(found: Report) -> list[str]:
    """The columns in their order."""
    known = [one.code for one in found.figures]
    first = [code for code in FIRST if code in (TESTED, CHANGE, *known)]
    return [*first, *(code for code in known if code not in first)]


def lines(found: Report, sent: Mapping[str, str], user: Any, asked: str) -> list[Line]:
    """The rows of this page; that with the key ``asked`` for is marked."""
    model = PAGES.get(found.by)
    may = bool(model) and permissions.has_any(user, (f"crosssell.view_{model}",))
    return [
        Line(
            key=row.key,
            name=row.name,
            tested=row.tested,
            url=reverse(f"admin:crosssell_{model}_change", args=(row.key,))
            if may and not row.gone
            else "",
            only=address_of(sent, by=_next(found.by), sort="", **{found.by: row.key})
            if found.by in FILTERS and row.key and not row.gone and sent.get(found.by) != row.key
            else "",
            gone=row.gone,
            sample=row.sample,
            asked=bool(asked) and row.key == asked,
            cells=cells(found, row, user),
        )
        for row in found.rows
    ]


def cells(found: Report, row: Row, user: Any) -> tuple[Cell, ...]:
    """The figures of a row in the order of the columns."""
    texts = {
        one.code: Cell(one.code, said(row.values.get(one.code), one, found.currency))
        for one in found.figures
    }
    texts[TESTED] = Cell(TESTED, row.tested, _test_url(row, user))
    texts[CHANGE] = Cell(CHANGE, "", change=change_of(CHANGE_OF, row))
    return tuple(texts[code] for code in codes(found))


def _next(by: str) -> str:
    """What is looked at when only one row of this is left."""
    return figures.RULE if by == figures.PLACEMENT else figures.PLACEMENT


def _test_url(row: Row, user: Any) -> str:
    if row.answer is None or not permissions.has_any(user, (SEE_TESTS,)):
        return ""
    return reverse("admin:crosssell_experiment_change", args=(row.answer.experiment,))
