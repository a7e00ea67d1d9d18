"""What to try: rules of thumb, each with the figures that speak for it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from crosssell.analytics.reports import Report, Row
from crosssell.analytics.weekly.words import in_per_cent
from crosssell.core.figures import Value
from crosssell.oscar.money import written

MOST = 5
# Fewer of them say nothing: a week has its chances.
LEAST_WIDGETS, LEAST_SEEN, LEAST_ORDERS = 200, 500, 5
MUCH_EMPTY = Decimal("0.2")
# Of the whole shop's viewable click rate.
FEW_CLICKS = Decimal(1) / 3


def advice(
    total: Report, placements: Report, rules: Report, bundles: Report, thresholds: Report
) -> tuple[str, ...]:
    """Five sentences at most, those that cost a shop money first."""
    return tuple(
        islice(
            (
                *_costly(bundles, _("Bundle “%s”")),
                *_costly(thresholds, _("Threshold “%s”")),
                *_empty(placements),
                *_passed_over(placements, total.total),
                *_never_tested(rules),
            ),
            MOST,
        )
    )


def _costly(report: Report, name: str) -> Iterator[str]:
    for row in _there(report):
        cost, net = _amount(row.values["cost"]), _amount(row.values["net"])
        words = {
            "name": name % row.name,
            "cost": written(cost, report.currency),
            "net": written(net, report.currency),
            "answer": row.tested,
        }
        if row.answer is not None and row.answer.code == "worse":
            yield (
                _(
                    "%(name)s: its test says that the shop earns less with it (%(answer)s). "
                    "Consider switching it off."
                )
                % words
            )
        elif cost > net:
            yield (
                _(
                    "%(name)s gave away %(cost)s and brought %(net)s (holdout: %(answer)s). Ask "
                    "for more, or give less."
                )
                % words
            )


def _empty(report: Report) -> Iterator[str]:
    for row in _there(report):
        came, rate = row.sums.shown + row.sums.empty, row.values["empty_rate"]
        if came >= LEAST_WIDGETS and rate is not None and rate >= MUCH_EMPTY:
            yield _(
                "“%(name)s” had nothing to show in %(rate)s of the %(came)s times that its slot "
                "came up. Add a fallback to its rules, or let it show fewer items."
            ) % {"name": row.name, "rate": in_per_cent(Decimal(rate)), "came": _count(came)}


def _passed_over(report: Report, total: Row) -> Iterator[str]:
    usual = total.values["viewable_ctr"]
    for row in _there(report):
        rate = row.values["viewable_ctr"]
        if rate is None or usual is None or row.sums.viewable < LEAST_SEEN:
            continue
        if rate < usual * FEW_CLICKS:
            yield _(
                "“%(name)s” was seen %(seen)s times, but only %(rate)s clicked (all places: "
                "%(usual)s). Try another rule, title or slot."
            ) % {
                "name": row.name,
                "seen": _count(row.sums.viewable),
                "rate": in_per_cent(Decimal(rate)),
                "usual": in_per_cent(Decimal(usual)),
            }


def _never_tested(report: Report) -> Iterator[str]:
    """The one that most is attributed to: there the answer is worth most."""
    rows = [
        row
        for row in _there(report)
        if row.key != "0" and row.answer is None and row.sums.orders >= LEAST_ORDERS
    ]
    for row in sorted(rows, key=lambda one: -_amount(one.values["net"]))[:1]:
        yield _(
            "%(net)s is attributed to the rule “%(name)s” (holdout: %(answer)s). Start a test with "
            "a holdout to learn how much of that would have been bought anyway."
        ) % {
            "net": written(_amount(row.values["net"]), report.currency),
            "name": row.name,
            "answer": row.tested,
        }


def _there(report: Report) -> Iterator[Row]:
    return (row for row in report.rows if not row.gone)


def _amount(value: Value) -> Decimal:
    return Decimal(value or 0)


def _count(number: int) -> str:
    return number_format(number, force_grouping=True)
