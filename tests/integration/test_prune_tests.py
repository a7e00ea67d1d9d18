"""Who met a test goes when it has long been over and its result is kept; never of a live one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crosssell import experiments
from crosssell.analytics import results, retention
from crosssell.analytics.attribution.measuring import measure
from crosssell.analytics.retention import prune
from crosssell.models import Experiment, Exposure, MeasuredOrder, OrderUnit
from tests import shopdata
from tests.exposed import expose
from tests.tested import make_experiment, part
from tests.tracked import make_placed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]

NOW = datetime(2026, 9, 30, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=91)


def make_test(name: str, slot: str, ended: datetime | None) -> Experiment:
    """A test with a visitor who has bought, ended then."""
    placement, _rule = make_placed(slot)
    made = make_experiment(placement, name=name)
    [unit] = expose(part(made, "Shown"))
    order = shopdata.make_order(shopdata.make_product(), at=LONG_AGO - timedelta(days=1))
    OrderUnit.objects.create(order=order, unit=unit)
    measure([order.pk])
    if ended:
        assert experiments.end(made, ended)
    return made


def removed() -> dict[str, int]:
    return {one.what: one.count for one in prune(NOW).kinds if one.count}


ALL_OF_ONE = {
    "visitors of tests that are over": 1,
    "orders of visitors of such tests": 1,
    "links of orders to such visitors": 1,
}


@pytest.mark.both
def test_visitors_go_with_a_test_that_has_long_been_over() -> None:
    over = make_test("Over", "product.below_description", LONG_AGO)
    make_test("Just over", "basket.below_lines", NOW - timedelta(days=90))
    make_test("Live", "home.top", None)
    before = results.results_of([over])[over.pk]
    assert removed() == ALL_OF_ONE
    assert set(Exposure.objects.values_list("experiment__name", flat=True)) == {"Just over", "Live"}
    assert OrderUnit.objects.count() == MeasuredOrder.objects.filter(unit__gt=0).count() == 2
    assert MeasuredOrder.objects.count() == 3
    assert removed() == {}
    # What it was made of is gone, its result is as it was.
    over.refresh_from_db()
    after = results.results_of([over])[over.pk]
    assert after.variants == before.variants


@pytest.mark.both
def test_an_order_that_is_measured_again_stays_without_its_visitor() -> None:
    make_test("Over", "product.below_description", LONG_AGO)
    removed()
    order = MeasuredOrder.objects.get().order
    measure([order.pk], [order.pk])
    assert MeasuredOrder.objects.get().unit == 0


def test_without_a_result_nobody_goes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> int:
        raise ZeroDivisionError("no such number")

    make_test("Over", "product.below_description", LONG_AGO)
    monkeypatch.setattr(retention, "keep_ended", fail)
    assert removed() == {}
    assert "The results of tests that have ended are kept later." in caplog.text
    monkeypatch.undo()
    assert removed() == ALL_OF_ONE


def test_an_order_that_nobody_has_measured_keeps_its_visitor() -> None:
    make_test("Over", "product.below_description", LONG_AGO)
    MeasuredOrder.objects.all().delete()
    assert removed() == {"visitors of tests that are over": 1}
    assert OrderUnit.objects.count() == 1
