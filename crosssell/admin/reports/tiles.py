"""The key figures of all that is asked for, each beside what it was in the days before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from crosssell.admin.reports.words import Change, change_of, meaning, said
from crosssell.analytics.reports import Report

SEEN = (
    "impressions", "viewable", "clicks", "ctr", "viewable_ctr", "touches", "add_rate", "empty_rate",
)  # fmt: skip
BROUGHT = ("orders", "direct", "assisted", "cost", "net", "average_takers", "average_others")
# What is owed to recommendations: never shown without what a holdout says of it.
ATTRIBUTED = ("direct", "assisted", "net")


@dataclass(frozen=True)
class Tile:
    """A key figure; ``tested`` is "" where it is no attributed revenue."""

    code: str
    label: str
    definition: str
    meaning: str
    value: str
    was: str
    change: Change
    tested: str


def tiles(found: Report, codes: Iterable[str]) -> list[Tile]:
    """The figures of the total with these codes, as far as the report has them."""
    known = {one.code: one for one in found.figures}
    row = found.total
    return [
        Tile(
            code,
            _(known[code].label),
            _(known[code].definition),
            meaning(found.by, code),
            said(row.values.get(code), known[code], found.currency),
            said(row.past[code], known[code], found.currency) if code in row.past else "",
            change_of(code, row),
            row.tested if code in ATTRIBUTED else "",
        )
        for code in codes
        if code in known
    ]
