"""The metrics of a test in words: names, definitions, values, and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from crosssell.admin.figure_words import NOTHING
from crosssell.analytics.results import Figure, Result, VariantResult
from crosssell.analytics.results.answers import per_cent
from crosssell.analytics.results.figures import (
    CHECKOUT,
    CONVERSION,
    ITEMS,
    MARGIN,
    ORDER_VALUE,
    REVENUE,
)
from crosssell.oscar.money import written

MONEY = (REVENUE, ORDER_VALUE, MARGIN)
SHARES = (CONVERSION, CHECKOUT)


@dataclass(frozen=True)
class Line:
    """A metric beside that of the base.

    ``range`` and ``lift_range`` say where the true difference and lift lie. ``sure`` is "more",
    "less" or "" (may be chance).
    """

    metric: str
    name: str
    meaning: str
    base: str
    own: str
    difference: str
    range: str
    lift: str
    lift_range: str
    sure: str
    guard: bool


def names() -> dict[str, tuple[str, str]]:
    """By metric its name and its definition."""
    return {
        REVENUE: (
            _("Revenue per visitor"),
            _("What all orders of the visitors came to, over all visitors, also those who bought "
              "nothing. Without tax, delivery, and what was cancelled or returned. This decides "
              "the test."),
        ),
        CONVERSION: (_("Conversion"), _("How many of 100 visitors ordered.")),
        ORDER_VALUE: (_("Average order value"), _("What an order came to.")),
        ITEMS: (_("Items per order"), _("How many pieces were in an order.")),
        MARGIN: (
            _("Margin per visitor"),
            _("What is left of the revenue after the cost of the goods, over all visitors."),
        ),
        CHECKOUT: (
            _("Checkout completed"),
            _("Of 100 visitors who began to check out, how many ordered. The guardrail: it must "
              "not get worse."),
        ),
    }  # fmt: skip


def lines(result: Result, one: VariantResult) -> list[Line]:
    """The metrics of a compared variant; what is not known of any is left out."""
    base = result.based_on
    found = []
    for metric, (name, meaning) in names().items():
        figure, other = one.figure(metric), base.figure(metric)
        if figure is None or other is None:
            continue
        found.append(
            Line(
                metric=metric,
                name=name,
                meaning=meaning,
                base=value(metric, other.mean, result.currency),
                own=value(metric, figure.mean, result.currency),
                difference=_difference(metric, figure, result.currency),
                range=_range(metric, figure, result.currency),
                lift=NOTHING if figure.lift is None else f"{per_cent(figure.lift, sign=True)} %",
                lift_range=_lift_range(figure),
                sure="more" if figure.better else "less" if figure.worse else "",
                guard=metric == CHECKOUT,
            )
        )
    return found


def value(metric: str, number: float | None, currency: str) -> str:
    """A mean as it is read: money, a share in per cent, or a number."""
    if number is None:
        return NOTHING
    if metric in MONEY:
        return written(_money(number), currency)
    if metric in SHARES:
        return f"{number_format(round(Decimal(str(number)) * 100, 2), decimal_pos=2)} %"
    return number_format(round(Decimal(str(number)), 2), decimal_pos=2)


def _lift_range(figure: Figure) -> str:
    """Such as "(1.2 to 7.0)"; "" where it is not known."""
    if figure.lift_low is None or figure.lift_high is None:
        return ""
    ends = {"low": per_cent(figure.lift_low), "high": per_cent(figure.lift_high)}
    return _("(%(low)s to %(high)s)") % ends


def _difference(metric: str, figure: Figure, currency: str) -> str:
    if figure.difference is None:
        return NOTHING
    return _signed(metric, figure.difference, currency, plus=True)


def _range(metric: str, figure: Figure, currency: str) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return _("(%(low)s to %(high)s)") % {
        "low": _signed(metric, figure.low, currency),
        "high": _signed(metric, figure.high, currency),
    }


def _signed(metric: str, number: float, currency: str, plus: bool = False) -> str:
    """Shares differ by points of a hundred, which is said without a sign of per cent."""
    size = abs(number)
    text = value(metric, size, currency).removesuffix(" %")
    if not any(digit in text for digit in "123456789"):
        return text
    return f"−{text}" if number < 0 else f"+{text}" if plus else text


def _money(number: float) -> Decimal:
    return round(Decimal(str(number)), 2)
