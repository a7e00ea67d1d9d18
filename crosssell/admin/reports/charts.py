"""A trend as drawings and as a table with the same figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crosssell.admin.charts import lines
from crosssell.admin.figure_words import count
from crosssell.admin.reports.words import day, said
from crosssell.analytics.reports import Point, Trend
from crosssell.core.figures import TOTAL, Figure, figures_of

SEEN, DONE, BROUGHT = "seen", "done", "brought"
# Apart, because shops have thousands of impressions for a few clicks.
CHARTS = {
    SEEN: (gettext_lazy("Shown and seen"), ("impressions", "viewable")),
    DONE: (gettext_lazy("Clicked and put in the basket"), ("clicks", "touches")),
    BROUGHT: (gettext_lazy("Attributed revenue"), ("direct", "assisted")),
}
IN_A_YEAR = 300


@dataclass(frozen=True)
class Drawn:
    """A drawing and the names of its lines.

    ``tested`` is what a holdout says of it, "" where it shows no revenue.
    """

    title: str
    keys: tuple[str, ...]
    svg: SafeString
    tested: str


@dataclass(frozen=True)
class TrendTable:
    """The same figures: names of the columns, then a row of texts for each day or week."""

    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def charts(found: Trend) -> list[Drawn]:
    """The drawings of a trend."""
    return [
        Drawn(
            str(title),
            tuple(_(one.label) for one in _figures(codes)),
            _chart(name, str(title), codes, found),
            found.tested if name == BROUGHT else "",
        )
        for name, (title, codes) in CHARTS.items()
    ]


def trend_table(found: Trend) -> TrendTable:
    """The figures of the drawings."""
    some = _figures(tuple(code for _title, codes in CHARTS.values() for code in codes))
    return TrendTable(
        heads=tuple((one.code, _(one.label)) for one in some),
        rows=tuple(
            (
                _span(point),
                tuple(
                    (_(one.label), said(point.values[one.code], one, found.currency))
                    for one in some
                ),
            )
            for point in found.points
        ),
    )


def _chart(name: str, title: str, codes: tuple[str, ...], found: Trend) -> SafeString:
    some = _figures(codes)
    return lines(
        f"crosssell-trend-{name}",
        f"{title} ({found.currency})" if name == BROUGHT else title,
        " ".join(_told(one, found) for one in some),
        [_label(point.first, found) for point in found.points],
        {_(one.label): [float(point.values[one.code] or 0) for point in found.points]
         for one in some},
        _tick,
    )  # fmt: skip


def _figures(codes: tuple[str, ...]) -> list[Figure]:
    known = {one.code: one for one in figures_of(TOTAL)}
    return [known[code] for code in codes]


def _told(one: Figure, found: Trend) -> str:
    """The most and the least of a line, for whoever cannot see it."""
    points = sorted(found.points, key=lambda point: (point.values[one.code] or 0, point.first))
    text = _("%(figure)s: least %(least)s (%(then)s), most %(most)s (%(when)s).")
    least, most = points[0], points[-1]
    return text % {
        "figure": _(one.label),
        "least": said(least.values[one.code], one, found.currency), "then": _span(least),
        "most": said(most.values[one.code], one, found.currency), "when": _span(most),
    }  # fmt: skip


def _span(point: Point) -> str:
    if point.first == point.last:
        return day(point.first)
    return _("%(first)s to %(last)s") % {"first": day(point.first), "last": day(point.last)}


def _label(first: date, found: Trend) -> str:
    return date_format(first, "j M y" if found.query.days > IN_A_YEAR else "j M")


def _tick(value: float) -> str:
    """Beside the axis; the currency of amounts stands in the title."""
    return count(int(value))
