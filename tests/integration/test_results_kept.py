"""Whoever sweeps keeps the results of tests that have ended."""

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from crosssell import buffer, experiments, tasks
from crosssell.analytics import results
from crosssell.analytics.attribution.measuring import measure
from crosssell.analytics.rollup import exposures
from crosssell.models import BufferedEvent, Experiment, OrderUnit
from tests import shopdata
from tests.exposed import buying
from tests.learned import rule
from tests.tested import make_experiment, part

pytestmark = pytest.mark.django_db


def ended(hours: float, **fields: object) -> Experiment:
    """A test that ended so many hours ago."""
    now = timezone.now()
    test = make_experiment(rule(), at=now - timedelta(days=9), **fields)
    buying(part(test, "Shown"), 3, 1, "20.00")
    experiments.end(test, now - timedelta(hours=hours))
    return test


def kept() -> list[str]:
    return list(Experiment.objects.exclude(result={}).values_list("name", flat=True))


def test_the_task_keeps_them() -> None:
    ended(1.1, name="Over")
    ended(0.9, name="Just now")
    make_experiment(rule(), name="Live")
    make_experiment(rule(), name="Draft", live=False)

    tasks.sweep()

    assert kept() == ["Over"]


def test_the_command_keeps_them_and_says_so() -> None:
    ended(2)
    said = StringIO()

    call_command("crosssell_sweep", stdout=said)

    assert kept() == ["Test"]
    assert "1 results of tests that have ended were kept." in said.getvalue()
    call_command("crosssell_sweep", stdout=(again := StringIO()))
    assert "results" not in again.getvalue()


def test_what_is_kept_has_no_visitor_and_no_order() -> None:
    test = ended(2)
    results.keep_ended()

    test.refresh_from_db()
    assert set(test.result) == {"result", "course"}
    assert results.results_of([test])[test.pk].visitors == 3
    assert "unit" not in str(test.result)


@pytest.mark.usefixtures("in_table")
def test_a_result_waits_for_visitors_who_are_not_counted_yet() -> None:
    test = ended(2)
    late = {"experiment": test.pk, "variant": part(test, "Holdout").pk, "unit": 99}
    noted(exposures.KIND, late, timezone.now() - timedelta(hours=3))

    assert results.keep_ended() == 0
    # What was noted since is of other tests.
    buffer.drain(exposures.KIND, exposures.store)
    noted(exposures.KIND, late, timezone.now())
    assert results.keep_ended() == 1
    test.refresh_from_db()
    assert results.results_of([test])[test.pk].visitors == 4


@pytest.mark.usefixtures("in_table")
def test_a_result_waits_three_days_for_orders_that_are_not_measured_yet() -> None:
    now = timezone.now()
    ended(2)
    order = shopdata.make_order(shopdata.make_product("Tea"), at=now - timedelta(hours=3))
    OrderUnit.objects.create(order=order, unit=1)

    assert results.keep_ended(now) == 0
    assert results.keep_ended(now + timedelta(days=2, hours=21)) == 0
    with transaction.atomic():
        assert results.keep_ended(now + timedelta(days=2, hours=23)) == 1
        transaction.set_rollback(True)
    measure([order.pk])
    assert results.keep_ended(now) == 1


def noted(kind: str, fields: dict[str, int], at: datetime) -> None:
    text = json.dumps([at.timestamp(), fields])
    BufferedEvent.objects.create(kind=kind, text=text)


def test_a_test_without_its_parts_has_no_result() -> None:
    test = ended(2)
    part(test, "Holdout").delete()

    assert results.keep_ended() == 0
    test.refresh_from_db()
    assert results.results_of([test]) == {}
    assert results.answer_for("rule", part(test, "Shown").rules.get().pk) is None
