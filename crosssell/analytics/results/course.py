"""The interval of a test day by day, as it was then: added up from what each day brought."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from crosssell.analytics.results.making import alpha_of, base_of, planned_for
from crosssell.analytics.results.sums import orders_by_day
from crosssell.core.experiments import Arm, compare
from crosssell.models import Experiment, Exposure


@dataclass(frozen=True)
class Point:
    """Revenue per visitor at the end of a day (of the shop's time zone): the lift as a share."""

    day: date
    lift: float
    low: float
    high: float


Course = dict[int, tuple[Point, ...]]
# What a day adds: visitors, buyers, their sum and their squares; old visitors may buy, too.
Day = tuple[int, int, float, float]
NOTHING: Day = (0, 0, 0.0, 0.0)


def course_of(experiment: Experiment, now: datetime) -> Course:
    """By compared variant, the days with an interval, oldest first; three queries.

    Days before the first interval, and those on which nothing happened, are left out.
    """
    variants = list(experiment.variants.all())
    base = base_of(variants)
    grown = _by_day(experiment, now)
    arms = {one.pk: Arm(0, 0, 0.0, 0.0) for one in variants}
    course: dict[int, list[Point]] = {one.pk: [] for one in variants if one != base}
    for day in sorted(grown):
        for pk, more in grown[day].items():
            arms[pk] = _plus(arms[pk], more)
        for one in variants:
            if one == base:
                continue
            planned = planned_for(experiment, one, base)
            found = compare(arms[one.pk], arms[base.pk], planned, alpha_of(variants))
            if found.lift is None or found.lift_low is None or found.lift_high is None:
                continue
            course[one.pk].append(Point(day, found.lift, found.lift_low, found.lift_high))
    return {pk: tuple(points) for pk, points in course.items()}


def _by_day(experiment: Experiment, now: datetime) -> dict[date, dict[int, Day]]:
    """By day and variant what that day added."""
    found: dict[date, dict[int, Day]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    met = Exposure.objects.filter(experiment=experiment, first_at__lte=experiment.ended_at or now)
    zone = timezone.get_default_timezone()
    rows = met.values_list("variant_id", TruncDate("first_at", tzinfo=zone))
    for variant, day, visitors in rows.annotate(visitors=Count("pk")).order_by():
        found[day][variant] = (visitors, 0, 0.0, 0.0)
    for variant, day, buyers, value, squares in orders_by_day(experiment.pk, now):
        found[_day(day)][variant] = (found[_day(day)][variant][0], buyers, value, squares)
    return found


def _day(read: Any) -> date:
    """SQLite gives the days of a statement as texts."""
    return read if isinstance(read, date) else date.fromisoformat(read)


def _plus(arm: Arm, more: Day) -> Arm:
    visitors, buyers, total, squares = more
    return Arm(
        arm.visitors + visitors, arm.buyers + buyers, arm.total + total, arm.squares + squares
    )
