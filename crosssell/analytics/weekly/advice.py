"""What to try: rules of thumb, each with the figures that speak for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from crosssell import registry
from crosssell.analytics.reports import Report, Row
from crosssell.analytics.weekly.words import in_per_cent
from crosssell.core.figures import Value
from crosssell.models import Placement
from crosssell.oscar.money import written

MOST = 5
# Fewer of them say nothing: a week has its chances.
LEAST_WIDGETS, LEAST_SEEN, LEAST_ORDERS = 200, 500, 5
MUCH_EMPTY = Decimal("0.2")
# Of the whole shop's viewable click rate.
FEW_CLICKS = Decimal(1) / 3
# It tells how far a basket is; there is nothing in it to follow.
BAR = "threshold"


def advice(
    total: Report, placements: Report, rules: Report, bundles: Report, thresholds: Report
) -> tuple[str, ...]:
    """Five sentences at most, those that cost a shop money first. One query."""
    widgets = {str(pk): code for pk, code in Placement.objects.values_list("pk", "widget")}
    return tuple(
        islice(
            (
                *_costly(bundles, _("Bundle “%s”")),
                *_costly(thresholds, _("Threshold “%s”")),
                *_empty(placements, widgets),
                *_passed_over(placements, total.total, widgets),
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


def _by_rules(row: Row, widgets: Mapping[str, str]) -> bool:
    """Whether a merchant's rules say what this placement shows."""
    takers = {one.code for one in registry.all_of("widgets") if one.takes_rules}
    return widgets.get(row.key, "") in takers


def _empty(report: Report, widgets: Mapping[str, str]) -> Iterator[str]:
    for row in _there(report):
        came, rate = row.sums.shown + row.sums.empty, row.values["empty_rate"]
        if came >= LEAST_WIDGETS and rate is not None and rate >= MUCH_EMPTY:
            told = _("“%(name)s” had nothing to show in %(rate)s of the %(came)s times that its "
                     "slot came up.") % {
                "name": row.name, "rate": in_per_cent(Decimal(rate)), "came": _count(came),
            }  # fmt: skip
            if _by_rules(row, widgets):
                mend = _("Add a fallback to its rules, or let it show fewer items.")
            else:
                mend = _("Nothing of its kind fitted there: make more, or choose another slot.")
            yield f"{told} {mend}"


def _passed_over(report: Report, total: Row, widgets: Mapping[str, str]) -> Iterator[str]:
    usual = total.values["viewable_ctr"]
    for row in _there(report):
        rate = row.values["viewable_ctr"]
        if rate is None or usual is None or row.sums.viewable < LEAST_SEEN:
            continue
        if rate < usual * FEW_CLICKS and widgets.get(row.key) != BAR:
            told = _("“%(name)s” was seen %(seen)s times, but only %(rate)s clicked (all places: "
                     "%(usual)s).") % {
                "name": row.name,
                "seen": _count(row.sums.viewable),
                "rate": in_per_cent(Decimal(rate)),
                "usual": in_per_cent(Decimal(usual)),
            }  # fmt: skip
            mend = (
                _("Try another rule, title or slot.")
                if _by_rules(row, widgets)
                else _("Try another title or slot.")
            )
            yield f"{told} {mend}"


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
