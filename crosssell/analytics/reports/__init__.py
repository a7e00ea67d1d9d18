"""Reports: what was shown, what came of it and what it brought, by day of the shop's time zone.

``report`` by placement, rule, strategy, slot, product, bundle, threshold or in total; ``trend`` by
day or week; ``orders`` of takers and others. Amounts are Decimal and in one currency.
"""

from crosssell.analytics.reports.answers import Orders, Point, Report, Row, Trend
from crosssell.analytics.reports.asking import Query, QueryError, query_of, today, usual
from crosssell.analytics.reports.reporting import ALL, report
from crosssell.analytics.reports.trends import orders, trend

__all__ = [
    "ALL",
    "Orders",
    "Point",
    "Query",
    "QueryError",
    "Report",
    "Row",
    "Trend",
    "orders",
    "query_of",
    "report",
    "today",
    "trend",
    "usual",
]
