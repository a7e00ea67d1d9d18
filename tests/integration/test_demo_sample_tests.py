"""The demo's sample tests have answers to show, and nobody is in them."""

from typing import Any

import pytest
from django.test import Client

from crosssell import experiments
from crosssell.analytics import results
from crosssell.models import Experiment, Exposure
from shop.demo import samples
from tests.tracked import rolled
from tests.visitor import browser

pytestmark = pytest.mark.django_db


def test_one_test_has_ended_with_an_answer_and_one_waits(sampled_shop: dict[str, Any]) -> None:
    samples.create()
    ended = results.answer_for("threshold", sampled_shop["threshold"].pk)
    waiting = results.answer_for("placement", sampled_shop["placement"].pk)
    assert ended is not None
    assert waiting is not None
    assert (ended.live, ended.code, ended.sample) == (False, "better", True)
    assert (waiting.live, waiting.code, waiting.sample) == (True, "too_early", True)
    assert waiting.line.endswith("(sample figures)")
    tests = list(Experiment.objects.all())
    assert all(one.sound for one in results.results_of(tests).values())
    assert Experiment.objects.get(state="ended").result


@pytest.mark.usefixtures("in_table")
def test_nobody_is_in_a_sample_test(sampled_shop: dict[str, Any]) -> None:
    def look(client: Client) -> int:
        page = client.get(sampled_shop["products"][0].get_absolute_url())
        return page.content.count(b"data-crosssell-product=")

    before = look(browser())
    samples.create()
    assert not experiments.is_tested("placement", sampled_shop["placement"].pk)
    for _ in range(12):
        client = browser()
        assert look(client) == before > 0
        assert not client.session.items()
    exposures = Exposure.objects.count()
    assert rolled().exposed == 0
    assert Exposure.objects.count() == exposures
    # They lock nothing either.
    sampled_shop["placement"].title = "Another"
    sampled_shop["placement"].save()
