"""A report: sums of all sources by what it is about, with names, figures and the days before."""

from __future__ import annotations

from crosssell.analytics.reports.answers import Report
from crosssell.analytics.reports.asking import Query

ROWS_A_PAGE = 50
ALL = 0


def report(
    query: Query, by: str, *, sort: str = "", page: int = 1, size: int = ROWS_A_PAGE
) -> Report:
    """The report ``by`` one of ``core.figures.DIMENSIONS``.

    ``sort`` is the code of a figure: its largest value goes first; "" by what was brought, then by
    impressions. ``page`` counts from 1 and ends at the last; ``size`` ALL gives every row. The
    number of queries does not depend on the number of rows. Raises QueryError for another ``by``
    or a figure that the report does not have.
    """
    raise NotImplementedError
