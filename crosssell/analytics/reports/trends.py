"""What was measured over time, and the orders of takers beside all others."""

from __future__ import annotations

from crosssell.analytics.reports.answers import Orders, Trend
from crosssell.analytics.reports.asking import Query


def trend(query: Query) -> Trend:
    """Every day of the query, also those without anything; weeks where it has over 92 days."""
    raise NotImplementedError


def orders(query: Query) -> Orders:
    """All orders of these days. With a filter, takers took what it leaves."""
    raise NotImplementedError
