"""Results of tests, recomputed from the raw rows by a plain loop."""

import random
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crosssell import experiments
from crosssell.analytics.results import Result, course, keep_ended, results_of
from crosssell.analytics.results.keeping import read, written
from crosssell.core.experiments import Arm, Ratio, compare, ratio_check
from crosssell.models import Experiment, Exposure, MeasuredOrder, Variant
from tests.exposed import expose, measured
from tests.learned import rule
from tests.tested import make_experiment

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def shop() -> Experiment:
    """A test with a holdout of 30 %; visitors buy nothing, once or often, at any time."""
    began = timezone.now() - timedelta(days=10)
    test = make_experiment(rule(), holdout=300, at=began, planned=5_000, smallest_lift=10)
    draw = random.Random(6)
    bought = []
    for variant, visitors in zip(test.variants.all(), (1400, 600), strict=True):
        for number, unit in enumerate(expose(variant, visitors)):
            met = began + timedelta(hours=draw.randrange(80))
            begun = met + timedelta(hours=1) if number % 2 else None
            Exposure.objects.filter(unit=unit).update(first_at=met, checkout_at=begun)
            for _ in range(draw.choice((0, 1, 1, 2, 3))):
                at = began + timedelta(hours=draw.randrange(20, 260))
                cents = draw.randrange(0, 9_000)
                order = measured(
                    unit, f"{cents / 100:.2f}", at, items=draw.randrange(0, 5),
                    currency=draw.choice(("USD", "USD", "USD", "EUR")), margin=f"{cents / 300:.3f}",
                    sample=draw.random() < 0.05,
                )  # fmt: skip
                bought.append(order)
    bought += [measured(unit, "500.00", began + timedelta(days=1)) for unit in (0, 10**12)]
    MeasuredOrder.objects.bulk_create(bought)
    return test


def counted(test: Experiment, now: Any) -> dict[str, Any]:
    """What each visitor did, by variant: a list of (value, orders, items, margin, begun, done)."""
    found: dict[str, Any] = defaultdict(list)
    other: dict[str, int] = defaultdict(int)
    orders = list(MeasuredOrder.objects.all())
    by_unit = defaultdict(list)
    for order in orders:
        by_unit[order.unit].append(order)
    for one in Exposure.objects.filter(experiment=test).select_related("variant"):
        mine = [
            order
            for order in by_unit[one.unit]
            if one.first_at <= order.placed_at <= (test.ended_at or now) and not order.sample
        ]
        own = [order for order in mine if order.currency == "USD" and order.items > 0]
        for order in mine:
            if order.items > 0 and order.currency != "USD":
                other[order.currency] += 1
        done = one.checkout_at is not None and any(
            order.placed_at >= one.checkout_at for order in mine
        )
        found[one.variant.name].append(
            (
                float(sum(order.value for order in own)),
                len(own),
                sum(order.items for order in own),
                float(sum(order.margin for order in own)),
                one.checkout_at is not None,
                done,
            )
        )
    return {"other": dict(other), **found}


def arms(rows: list[Any]) -> dict[str, Any]:
    value, orders, items, margin, begun, done = zip(*rows, strict=True)
    return {
        "revenue": Arm.of(value),
        "conversion": Arm.of(number > 0 for number in orders),
        "order_value": Ratio.of(zip(value, orders, strict=True)),
        "items": Ratio.of(zip(items, orders, strict=True)),
        "margin": Arm.of(margin),
        "checkout": Ratio.of(zip(done, begun, strict=True)),
    }


def test_every_figure_is_that_of_the_raw_rows(shop: Experiment) -> None:
    now = timezone.now()
    result = results_of([shop], now)[shop.pk]

    raw = counted(shop, now)
    shown, holdout = (arms(raw[name]) for name in ("Shown", "Holdout"))
    own, base = result.variants
    assert (own.visitors, base.visitors) == (1400, 600)
    assert result.base == base.id
    assert dict(result.other_currencies) == raw["other"]
    for one, name in ((own, "Shown"), (base, "Holdout")):
        rows = raw[name]
        assert float(one.revenue) == pytest.approx(sum(row[0] for row in rows))
        assert one.orders == sum(row[1] for row in rows)
        assert one.buyers == sum(row[1] > 0 for row in rows)
        assert one.begun == sum(row[4] for row in rows)
        assert one.completed == sum(row[5] for row in rows)
    assert [one.metric for one in own.figures] == list(shown)
    for figure in own.figures:
        wanted = compare(shown[figure.metric], holdout[figure.metric], 5_000)
        assert wanted.low is not None, "The example must be large enough to say something."
        for name in ("difference", "lift", "low", "high", "lift_low", "lift_high"):
            assert getattr(figure, name) == pytest.approx(getattr(wanted, name)), figure.metric
        assert figure.mean == pytest.approx(shown[figure.metric].mean)
        assert figure.base == pytest.approx(holdout[figure.metric].mean)
    assert result.ratio_p == pytest.approx(ratio_check([1400, 600], [700, 300]))
    assert result.visitors_a_day == pytest.approx(200, rel=1e-3)
    assert own.code == "uncertain"


def test_a_kept_result_is_read_as_it_was(shop: Experiment) -> None:
    result = results_of([shop])[shop.pk]

    Experiment.objects.filter(pk=shop.pk).update(result=written(result))
    again = read(Experiment.objects.get(pk=shop.pk).result)

    assert again == result
    assert isinstance(again, Result)
    assert hash(again) == hash(result)


def test_the_result_is_kept_an_hour_after_the_end(shop: Experiment) -> None:
    now = timezone.now()
    experiments.end(shop, now - timedelta(minutes=59))
    wanted, days = results_of([shop], now)[shop.pk], course(shop, now)

    assert keep_ended(now) == 0
    assert keep_ended(now + timedelta(minutes=1)) == 1
    assert keep_ended(now + timedelta(minutes=2)) == 0

    Exposure.objects.all().delete()
    kept = Experiment.objects.get(pk=shop.pk)
    assert results_of([kept])[shop.pk] == wanted
    assert course(kept) == days != {}


def test_the_course_is_what_was_said_each_day(shop: Experiment) -> None:
    zone, now = timezone.get_default_timezone(), timezone.now()
    bought = defaultdict(list)
    for order in MeasuredOrder.objects.filter(sample=False, currency="USD", items__gt=0):
        bought[order.unit].append(order)

    (points,) = course(shop, now).values()

    assert len(points) > 3
    revenue = results_of([shop], now)[shop.pk].variants[0].figure("revenue")
    assert revenue is not None
    wanted = (revenue.lift, revenue.lift_low, revenue.lift_high)
    assert (points[-1].lift, points[-1].low, points[-1].high) == pytest.approx(wanted)
    for point in points:
        end = min(datetime.combine(point.day + timedelta(days=1), time(), zone), now)
        then = compare(*(arm_until(end, one, bought) for one in shop.variants.all()), 5_000)
        assert (point.lift, point.low, point.high) == pytest.approx(
            (then.lift, then.lift_low, then.lift_high)
        )


def arm_until(end: datetime, variant: Variant, bought: Mapping[int, list[MeasuredOrder]]) -> Arm:
    met = Exposure.objects.filter(variant=variant, first_at__lt=end)
    return Arm.of(
        float(
            sum(order.value for order in bought[one.unit] if one.first_at <= order.placed_at < end)
        )
        for one in met
    )
