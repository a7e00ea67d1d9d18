"""How many visitors and days a test needs, by what the shop has seen so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, sqrt

from django.conf import settings
from django.db.models import Count, F, Min, Sum

from crosssell.analytics.results.making import alpha_of, base_of
from crosssell.analytics.results.sums import Sums, sums_of
from crosssell.core.experiments import BUCKETS, days_for, visitors_needed
from crosssell.models import Experiment, MeasuredOrder, Variant
from crosssell.oscar.order_worth import Worth, worth

LOOK_BACK = timedelta(days=90)
LEAST_ORDERS = 30
LEAST_VISITORS = 500
NO_ORDERS, NO_VISITORS, NO_PARTS = "no_orders", "no_visitors", "no_parts"


@dataclass(frozen=True)
class Plan:
    """What a test needs. ``why_not`` says what is not known where there is no figure.

    ``conversion`` is the share of visitors that order, ``order_value`` what an order comes to in
    ``currency``. ``measured``: visitors were counted in an earlier test, not told.
    """

    currency: str
    visitors: int | None = None
    days: int | None = None
    a_day: float | None = None
    orders: int = 0
    conversion: float | None = None
    order_value: float | None = None
    measured: bool = False
    why_not: str = ""


@dataclass(frozen=True)
class Past:
    """Visitors of a time and what they bought: sums over them."""

    visitors: float
    days: float
    buyers: int
    orders: int
    total: float
    squares: float
    measured: bool = False


def plan_of(
    test: Experiment, variants: Sequence[Variant], now: datetime, told: int | None = None
) -> Plan:
    """The plan of a draft, by ``told`` visitors a day, else by those of an earlier test."""
    currency = test.currency or settings.OSCAR_DEFAULT_CURRENCY
    if len(variants) < 2:
        return Plan(currency, why_not=NO_PARTS)
    orders = _orders(now, currency)
    past = _told(told, orders, now) if told else _counted(now, currency)
    if past is None:
        return Plan(currency, orders=orders.orders, why_not=NO_VISITORS)
    if past.orders < LEAST_ORDERS or past.total <= 0:
        return Plan(currency, orders=past.orders, why_not=NO_ORDERS)
    needed = _needed(past, variants, float(test.smallest_lift) / 100)
    a_day = past.visitors / past.days
    return Plan(
        currency=currency,
        visitors=needed,
        days=days_for(needed, a_day),
        a_day=a_day,
        orders=past.orders,
        conversion=past.buyers / past.visitors,
        order_value=past.total / past.orders,
        measured=past.measured,
    )


def _needed(past: Past, variants: Sequence[Variant], lift: float) -> int:
    """Of all parts together: as many as the comparison needs that gets the fewest of them."""
    base, alpha = base_of(variants), alpha_of(variants)
    mean = past.total / past.visitors
    sd = sqrt(max(past.squares / past.visitors - mean * mean, 0.0)) or mean
    needed = []
    for one in variants:
        if one == base:
            continue
        both = one.share + base.share
        pair = visitors_needed(
            mean, sd, base.share / both, lift, alpha=alpha,
            buying=min(past.buyers / past.visitors, 1.0),
        )  # fmt: skip
        needed.append(ceil(pair * BUCKETS / both))
    return max(needed)


def _orders(now: datetime, currency: str) -> Worth:
    """Of the last 90 days: those that are measured, else all that count."""
    rows = MeasuredOrder.objects.filter(
        placed_at__gt=now - LOOK_BACK, placed_at__lte=now, currency=currency, sample=False,
        items__gt=0,
    )  # fmt: skip
    found = rows.aggregate(
        orders=Count("pk"), total=Sum("value"), squares=Sum(F("value") * F("value")),
        first=Min("placed_at"),
    )  # fmt: skip
    counted = Worth(
        found["orders"], float(found["total"] or 0), float(found["squares"] or 0), found["first"]
    )
    placed = worth(now - LOOK_BACK, now, currency)
    # Just after it was installed few are measured.
    return counted if counted.orders * 2 >= placed.orders else placed


def _told(visitors_a_day: int, orders: Worth, now: datetime) -> Past:
    """Each order as that of another visitor."""
    lasted = (now - orders.first) / timedelta(days=1) if orders.first else 0
    days = min(max(ceil(lasted), 1), LOOK_BACK.days)
    visitors = max(float(visitors_a_day * days), orders.orders)
    return Past(visitors, days, orders.orders, orders.orders, orders.total, orders.squares)


def _counted(now: datetime, currency: str) -> Past | None:
    """Of the earlier test of the last 90 days that most visitors a day have met."""
    tests = (
        Experiment.objects.filter(sample=False, started_at__gt=now - LOOK_BACK, currency=currency)
        .annotate(met=Count("exposures"))
        .filter(met__gte=LEAST_VISITORS)
    )
    lasted = {
        one.pk: max((min(one.ended_at or now, now) - one.started_at) / timedelta(days=1), 1.0)
        for one in tests
        if one.started_at is not None
    }
    if not lasted:
        return None
    most = max(tests, key=lambda one: one.met / lasted[one.pk])
    ids = list(most.variants.values_list("pk", flat=True))
    sums = sums_of((most.pk,), now)
    of = [sums.get(pk, Sums()) for pk in ids]
    return Past(
        visitors=sum(one.visitors for one in of),
        days=lasted[most.pk],
        buyers=sum(one.buyers for one in of),
        orders=sum(one.orders for one in of),
        total=float(sum(one.value for one in of)),
        squares=sum(one.value_squared for one in of),
        measured=True,
    )
