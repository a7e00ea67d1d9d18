"""What is noted of tests becomes rows: the first exposure, and when he first began to order."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosssell import buffer, experiments
from crosssell.analytics.rollup import exposures
from crosssell.buffer import Event
from crosssell.models import Experiment, Exposure, MeasuredOrder, OrderUnit
from crosssell.receivers import experiments as receivers
from tests import shopdata
from tests.learned import place
from tests.tested import STARTED, make_experiment, part, visitor_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def test() -> Experiment:
    return make_experiment(place(slot="home.bottom"))


def at(minutes: int) -> datetime:
    return STARTED + timedelta(minutes=minutes)


def met(test: Experiment, unit: int, minutes: int, name: str = "Shown") -> Event:
    fields = {"experiment": test.pk, "variant": part(test, name).pk, "unit": unit}
    return Event(at(minutes), fields)


def began(unit: int, minutes: int) -> Event:
    return Event(at(minutes), {"unit": unit})


def rows() -> list[tuple[int, str, int, int | None]]:
    """Visitor, variant, and the minutes of the exposure and of the checkout."""

    def minutes(moment: datetime | None) -> int | None:
        return None if moment is None else int((moment - STARTED).total_seconds() // 60)

    found = Exposure.objects.select_related("variant").order_by("unit", "experiment_id")
    return [
        (one.unit, one.variant.name, minutes(one.first_at) or 0, minutes(one.checkout_at))
        for one in found
    ]


def test_the_first_exposure_of_a_visitor_stays(test: Experiment) -> None:
    exposures.store([met(test, 1, 9), met(test, 1, 3), met(test, 2, 5, "Holdout")])
    assert rows() == [(1, "Shown", 3, None), (2, "Holdout", 5, None)]
    exposures.store([met(test, 1, 1, "Holdout"), met(test, 3, 4)])
    assert rows() == [(1, "Shown", 3, None), (2, "Holdout", 5, None), (3, "Shown", 4, None)]


def test_the_first_time_that_he_begins_to_order_after_it_stays(test: Experiment) -> None:
    exposures.store([began(1, 1), met(test, 1, 2), began(1, 8), began(1, 6), began(9, 3)])
    assert rows() == [(1, "Shown", 2, 6)]
    exposures.store([began(1, 5), met(test, 2, 7)])
    exposures.store([began(2, 7)])
    assert rows() == [(1, "Shown", 2, 6), (2, "Shown", 7, 7)]


def test_each_test_that_he_has_met_is_told_and_none_that_has_ended(test: Experiment) -> None:
    other = make_experiment(place(slot="home.top"), name="Other")
    exposures.store([met(test, 1, 1), met(other, 1, 2)])
    experiments.end(test, at(10))
    exposures.store([began(1, 11)])
    assert rows() == [(1, "Shown", 1, None), (1, "Shown", 2, 11)]
    # What was noted before its end counts, however late it is counted.
    exposures.store([began(1, 10)])
    assert rows() == [(1, "Shown", 1, 10), (1, "Shown", 2, 11)]


@pytest.mark.parametrize(
    "change",
    [
        {"unit": -1},
        {"unit": 2**63},
        {"unit": True},
        {"unit": "1"},
        {"variant": 99},
        {"experiment": 99},
        {"experiment": None},
    ],
)
def test_what_is_no_exposure_is_left_out(test: Experiment, change: dict[str, Any]) -> None:
    good = met(test, 1, 1)
    exposures.store([Event(at(1), {**good.fields, **change}), Event(at(2), {"unit": "x"})])
    exposures.store([Event(at(1), {})])
    assert rows() == []


def test_it_costs_four_queries_and_none_for_nothing(test: Experiment) -> None:
    many = [met(test, unit, unit) for unit in range(1, 40)]
    with CaptureQueriesContext(connection) as captured:
        exposures.store([*many, *(began(unit, 50) for unit in range(1, 40))])
    # A bulk update has a transaction of its own around it.
    asked = [one["sql"].split()[0] for one in captured if "SAVEPOINT" not in one["sql"]]
    assert asked == ["SELECT", "INSERT", "SELECT", "UPDATE"]
    assert Exposure.objects.filter(checkout_at=at(50)).count() == 39


@pytest.mark.usefixtures("in_table")
def test_an_order_without_the_visitors_session_is_in_no_test(
    test: Experiment, django_capture_on_commit_callbacks: Any
) -> None:
    order = shopdata.make_order(shopdata.make_product("Tea"))
    with django_capture_on_commit_callbacks(execute=True):
        receivers.keep_unit(order=order, request=None)
        receivers.note_checkout(request=None)
    assert not OrderUnit.objects.exists()
    assert buffer.drain(exposures.KIND, exposures.store) == 0


def test_an_order_that_was_measured_already_learns_its_visitor(
    test: Experiment, django_capture_on_commit_callbacks: Any
) -> None:
    order = shopdata.make_order(shopdata.make_product("Tea"))
    beside = shopdata.make_order(shopdata.make_product("Milk"))
    for one in (order, beside):
        MeasuredOrder.objects.create(
            order=one, placed_at=STARTED, day=STARTED.date(), currency="USD", value=4, items=1
        )
    request = visitor_in(test, "Shown", unit=5, met=True).get("/").wsgi_request
    with django_capture_on_commit_callbacks(execute=True):
        receivers.keep_unit(order=order, request=request)
        receivers.keep_unit(order=order, request=request)
    assert list(MeasuredOrder.objects.order_by("pk").values_list("unit", flat=True)) == [5, 0]


def test_nothing_raises_out(
    test: Experiment, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ValueError("away")

    monkeypatch.setattr(experiments, "unit_of", fail)
    receivers.note_checkout(request=None)
    receivers.keep_unit(order=shopdata.make_order(shopdata.make_product("Tea")), request=None)
    assert [one.message.split()[-1] for one in caplog.records] == ["noted.", "test."]
