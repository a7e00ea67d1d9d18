"""Tests that start at once, exposures that are stored at once: one of each."""

from functools import partial

import pytest

from crosssell import experiments
from crosssell.analytics.rollup import exposures
from crosssell.buffer import Event
from crosssell.models import Experiment, Exposure
from tests.learned import place
from tests.races.at_once import at_once
from tests.tested import STARTED, make_experiment, part

pytestmark = pytest.mark.django_db(transaction=True)


def start(pk: int) -> bool:
    try:
        experiments.start(Experiment.objects.get(pk=pk), STARTED)
    except experiments.CannotStart:
        return False
    return True


def test_of_tests_of_one_thing_one_starts() -> None:
    shelf = place(slot="home.bottom")
    made = [make_experiment(shelf, name=f"Test {number}", live=False) for number in range(4)]
    started = at_once([partial(start, test.pk) for test in made])
    assert sorted(started) == [False, False, False, True]
    assert Experiment.objects.filter(state="live").count() == 1


def test_one_test_starts_once() -> None:
    test = make_experiment(place(slot="home.bottom"), live=False)
    assert sorted(at_once([partial(start, test.pk)] * 4)) == [False, False, False, True]


def test_of_exposures_of_one_visitor_one_stays() -> None:
    test = make_experiment(place(slot="home.bottom"))
    fields = {"experiment": test.pk, "variant": part(test, "Shown").pk, "unit": 5}
    events = [Event(STARTED, fields), Event(STARTED, {"unit": 5})]
    at_once([partial(exposures.store, events)] * 4)
    assert [one.checkout_at for one in Exposure.objects.all()] == [STARTED]
