"""The result of a test as its page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crosssell.admin import charts
from crosssell.admin.experiments.metric_words import Line, lines
from crosssell.admin.experiments.verdict_words import Said, said_of
from crosssell.admin.experiments.words import share
from crosssell.admin.figure_words import count, day
from crosssell.analytics.results import Course, Point, Result, VariantResult
from crosssell.core.experiments import ALARM
from crosssell.oscar.money import written

LEAST_DAYS = 2


@dataclass(frozen=True)
class Compared:
    """One variant beside the base; without lines where its numbers must not be shown."""

    name: str
    said: Said
    lines: tuple[Line, ...]
    chart: SafeString | None


@dataclass(frozen=True)
class Part:
    """What stands in the table of visitors."""

    name: str
    share: str
    visitors: str
    buyers: str
    orders: str
    revenue: str


@dataclass(frozen=True)
class Told:
    """A result in words."""

    base: str
    facts: tuple[tuple[str, str], ...]
    compared: tuple[Compared, ...]
    parts: tuple[Part, ...]
    split: str
    sound: bool
    notes: tuple[str, ...]
    sample: bool


def told(result: Result, course: Course, started: datetime | None, live: bool) -> Told:
    """The result in words."""
    return Told(
        base=result.based_on.name,
        facts=_facts(result, started),
        compared=tuple(_compared(result, one, course, live) for one in result.compared),
        parts=tuple(_part(result, one) for one in result.variants),
        split=_split(result),
        sound=result.sound,
        notes=_notes(result),
        sample=result.sample,
    )


def _compared(result: Result, one: VariantResult, course: Course, live: bool) -> Compared:
    shown = one.code not in ("broken", "too_early")
    points = course.get(one.id, ()) if shown else ()
    return Compared(
        one.name,
        said_of(result, one, live),
        tuple(lines(result, one)) if shown else (),
        _chart(one, points) if len(points) >= LEAST_DAYS else None,
    )


def _chart(one: VariantResult, points: tuple[Point, ...]) -> SafeString:
    last = points[-1]
    description = _(
        "The change of revenue per visitor in per cent by day. On the last day %(lift)s, between "
        "%(low)s and %(high)s."
    ) % {
        "lift": _short(last.lift * 100), "low": _short(last.low * 100),
        "high": _short(last.high * 100),
    }  # fmt: skip
    return charts.lines(
        f"crosssell-course-{one.id}",
        _("Change of revenue per visitor: %(name)s") % {"name": one.name},
        description,
        [day_short(point) for point in points],
        {
            _("Change"): [point.lift * 100 for point in points],
            _("At most"): [point.high * 100 for point in points],
            _("At least"): [point.low * 100 for point in points],
        },
        lambda value: f"{number_format(round(value), use_l10n=True)} %",
    )


def day_short(point: Point) -> str:
    """The day as beside an axis."""
    return date_format(point.day, "j M")


def _short(number: float) -> str:
    return f"{number_format(round(number, 1), decimal_pos=1)} %"


def _facts(result: Result, started: datetime | None) -> tuple[tuple[str, str], ...]:
    found = [
        (_("Started"), day(started) if started else "–"),
        (_("Days"), count(result.days)),
        (_("Visitors"), count(result.visitors)),
        (_("Currency"), result.currency),
    ]
    if result.planned:
        found.insert(3, (_("Visitors planned"), count(result.planned)))
    return tuple(found)


def _part(result: Result, one: VariantResult) -> Part:
    return Part(
        one.name, share(one.share), count(one.visitors), count(one.buyers), count(one.orders),
        written(one.revenue, result.currency),
    )  # fmt: skip


def _split(result: Result) -> str:
    if result.sound:
        p = number_format(round(result.ratio_p, 3), decimal_pos=3)
        return _("The visitors are split as planned (p = %(p)s).") % {"p": p}
    least = number_format(ALARM, decimal_pos=3)
    return _("The visitors are not split as planned (p is below %(least)s).") % {"least": least}


def _notes(result: Result) -> tuple[str, ...]:
    found = []
    if result.other_currencies:
        listed = ", ".join(f"{count(number)} in {code}" for code, number in result.other_currencies)
        found.append(_("Orders in other currencies are left out: %(orders)s.") % {"orders": listed})
    if not result.margin_known and any(one.orders for one in result.variants):
        found.append(_("The margin is not told, because the cost of some goods is not known."))
    compared = len(result.compared)
    if compared > 1:
        found.append(
            _("%(count)d parts are compared with the same one, so each interval is wider "
              "(Bonferroni's correction): all of them are right in 95 of 100 tests.")
            % {"count": compared}
        )  # fmt: skip
    return tuple(found)
