"""Figures in the sentences of the summary, in the language and the currency of the shop."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from crosssell.analytics.reports import Row
from crosssell.core.figures import Figure, Value
from crosssell.oscar.money import written

NOTHING = "–"
# Of a smaller share one decimal hides what has changed.
MANY = Decimal("0.1")


def said(figure: Figure, value: Value, currency: str) -> str:
    """The figure in its unit; "–" where there was nothing to divide by."""
    if value is None:
        return NOTHING
    if figure.unit == "money":
        return written(Decimal(value), currency)
    if figure.unit == "share":
        return in_per_cent(Decimal(value))
    return number_format(value, force_grouping=True)


def in_per_cent(share: Decimal) -> str:
    """A share of one in per cent: with one decimal, below 10 % with two."""
    return _("%s %%") % number_format(round(share * 100, 1 if abs(share) >= MANY else 2))


def compared(figure: Figure, row: Row, currency: str) -> str:
    """A line of its own: the figure now and in the week before; with money what a holdout says."""
    code = figure.code
    words = {
        "figure": _(figure.label),
        "now": said(figure, row.values[code], currency),
        "before": said(figure, row.past[code], currency),
    }
    change = row.change[code]
    if not change:
        line = _("%(figure)s: %(now)s (the week before: %(before)s)") % words
    else:
        words["change"] = _("%s %%") % number_format(round(abs(Decimal(change)) * 100, 1))
        more = _("%(figure)s: %(now)s, %(change)s more than the week before (%(before)s)")
        less = _("%(figure)s: %(now)s, %(change)s less than the week before (%(before)s)")
        line = (more if change > 0 else less) % words
    return beside(line, row) if figure.unit == "money" else f"{line}."


def beside(line: str, row: Row) -> str:
    """The line with what a holdout says of its revenue."""
    return _("%(line)s. Holdout: %(answer)s.") % {"line": line, "answer": row.tested.rstrip(".")}
