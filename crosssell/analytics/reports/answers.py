"""What a report answers, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crosssell.analytics.reports.asking import Query
from crosssell.analytics.results import Answer
from crosssell.core.figures import Figure, Sums, Value


@dataclass(frozen=True)
class Row:
    """One line of a report.

    ``key`` is the id or the name of what it is about ("" for the total), ``name`` what a merchant
    calls it; ``gone`` where it was deleted. ``values`` are the figures of the report by their code,
    ``past`` those of the days before, and ``change`` how much more it is now, as a share of the
    past (0.5: half as much again): both empty without comparison. ``tested`` is what a holdout says
    of it, or that nobody has asked one: it is never empty, and is shown beside every revenue.
    ``sample`` where figures that were made up are in it.
    """

    key: str
    name: str
    sums: Sums
    values: Mapping[str, Value]
    tested: str
    past: Mapping[str, Value] = field(default_factory=dict)
    change: Mapping[str, Value] = field(default_factory=dict)
    answer: Answer | None = None
    gone: bool = False
    sample: bool = False

    def __post_init__(self) -> None:
        if not self.tested:
            raise ValueError("A row of a report must say whether it was tested.")


@dataclass(frozen=True)
class Report:
    """A report ``by`` one of ``core.figures.DIMENSIONS``.

    ``rows`` are those of this ``page`` (from 1, of ``pages``); ``count`` is how many there are in
    all, and ``total`` is of all of them. ``currency`` is that of all amounts, ``currencies`` those
    that orders of these days have, the one of most orders first. ``sample`` where any row has
    figures that were made up.
    """

    by: str
    query: Query
    currency: str
    currencies: tuple[str, ...]
    figures: tuple[Figure, ...]
    rows: tuple[Row, ...]
    total: Row
    count: int
    page: int
    pages: int
    sort: str
    sample: bool


@dataclass(frozen=True)
class Point:
    """One day of a trend, or one week from Monday; the first and the last may be shorter."""

    first: date
    last: date
    sums: Sums
    values: Mapping[str, Value]
    sample: bool = False


@dataclass(frozen=True)
class Trend:
    """All days of the query, or weeks where it is long; the values are those of a total."""

    query: Query
    currency: str
    weekly: bool
    points: tuple[Point, ...]
    tested: str
    sample: bool


@dataclass(frozen=True)
class Orders:
    """All orders of these days in one currency, without what was cancelled or returned.

    ``takers`` have a recommended product that was put in the basket from there. ``sums`` has both
    counts and values, ``values`` the two averages.
    """

    query: Query
    currency: str
    currencies: tuple[str, ...]
    count: int
    revenue: Value
    sums: Sums
    values: Mapping[str, Value]
    tested: str
    sample: bool
