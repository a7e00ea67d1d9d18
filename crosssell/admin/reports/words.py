"""Figures of reports as a merchant reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crosssell.admin.figure_words import NOTHING, count, share
from crosssell.analytics.reports import Row
from crosssell.core import figures
from crosssell.core.figures import Figure, Value
from crosssell.oscar.money import written

DIMENSIONS = {
    figures.PLACEMENT: gettext_lazy("Placement"),
    figures.RULE: gettext_lazy("Rule"),
    figures.STRATEGY: gettext_lazy("Strategy"),
    figures.SLOT: gettext_lazy("Slot"),
    figures.PRODUCT: gettext_lazy("Product"),
    figures.BUNDLE: gettext_lazy("Bundle"),
    figures.THRESHOLD: gettext_lazy("Threshold"),
}
# Of a smaller share one decimal hides what has changed: 1.0 % beside 1.0 %.
MANY = Decimal("0.1")
MORE, LESS, SAME = "▲", "▼", "="


@dataclass(frozen=True)
class Change:
    """An arrow, and what it means in words; both "" where there is nothing to compare with."""

    arrow: str = ""
    words: str = ""


def said(value: Value, figure: Figure, currency: str) -> str:
    """A figure in its unit; "–" where it would be divided by nothing."""
    if value is None:
        return NOTHING
    if figure.unit == "money":
        return written(Decimal(value), currency)
    if figure.unit == "share":
        part = Decimal(value)
        return share(part, 1, 1 if abs(part) >= MANY else 2)
    return count(int(value))


def change_of(code: str, row: Row) -> Change:
    """How a figure of a row differs from that of the days before."""
    was, now = row.past.get(code), row.values.get(code)
    if was is None or now is None:
        return Change()
    if was == now:
        return Change(SAME, _("as before"))
    arrow, share_of_it = (MORE if now > was else LESS), row.change.get(code)
    if share_of_it is None:
        return Change(arrow, _("none before"))
    by = share(abs(Decimal(share_of_it)), 1)
    return Change(arrow, (_("%(by)s more") if now > was else _("%(by)s less")) % {"by": by})


def day(one: date) -> str:
    """A day of the shop's calendar."""
    return date_format(one, "DATE_FORMAT")


def meaning(by: str, code: str) -> str:
    """The name, in the page, of what a figure of a report means: reports may differ in it."""
    return f"crosssell-meaning-{by}-{code}"
