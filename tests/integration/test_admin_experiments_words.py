"""What a verdict advises, live and ended, with a holdout and without; charts; small print."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crosssell.admin.experiments import pages
from crosssell.admin.experiments.plan import Plan, plan_of
from crosssell.admin.experiments.plan_words import plan_in_words
from crosssell.admin.experiments.result_words import told
from crosssell.admin.experiments.verdict_words import said_of
from crosssell.analytics import results
from crosssell.analytics.results import Point, Result
from crosssell.models import Experiment
from crosssell.models.experiment_locks import Locked
from tests.exposed import buying
from tests.learned import rule
from tests.merchant import messages_of, sign_in
from tests.tested import make_experiment, part
from tests.testforms import experiment_form, part_row

pytestmark = pytest.mark.django_db


def result_of(holdout: int) -> Result:
    """A clear result, with a holdout or without one."""
    at = timezone.now() - timedelta(days=5)
    shown = rule() if holdout else {"Holdout": rule(), "Shown": rule()}
    test = make_experiment(shown, holdout=holdout, at=at, planned=9_000, name=f"Of {holdout}")
    for name, buyers in (("Shown", 360), ("Holdout", 180)):
        buying(part(test, name), 600, buyers, "20.00")
    return results.results_of([test])[test.pk]


def test_what_to_do_next() -> None:
    alone, beside = result_of(500), result_of(0)

    def advice(result: Result, code: str, live: bool = True) -> str:
        (one,) = result.compared
        return said_of(result, replace(one, code=code), live).next

    assert advice(alone, "better") == "End the test: then everybody sees it."
    assert advice(alone, "better", live=False) == "Leave it on."
    assert advice(alone, "worse") == "End the test and turn it off."
    assert advice(alone, "worse", live=False) == "Turn it off."
    assert advice(beside, "better") == (
        "Keep “Shown”, and turn the others off once the test has ended."
    )
    assert advice(beside, "worse") == "Turn “Shown” off once the test has ended."
    assert advice(alone, "no_difference") == (
        "Keep what is easier for you, and test something bolder."
    )
    for code in ("too_early", "uncertain"):
        assert advice(alone, code).startswith("Let it run")
        assert advice(alone, code, live=False).startswith("Copy it")
    assert advice(alone, "broken").startswith("End the test, and start a copy of it")


def test_sentences_of_what_has_ended() -> None:
    result = result_of(500)
    (one,) = result.compared

    def sentence(live: bool = False, **changes: Any) -> str:
        return said_of(result, replace(one, **changes), live).sentence

    assert sentence(code="too_early") == (
        "It ended with too few visitors or orders to say anything."
    )
    assert sentence(code="uncertain").startswith(
        "It ended before it was clear. Visitors who saw it spent 100.0 % more, which may be chance:"
    )
    assert sentence(True, code="too_early", reason="no_spread") == (
        "Not enough data yet: all orders came to the same so far."
    )
    assert sentence(True, code="too_early", days=1).startswith(
        "Not enough data yet: about 1 more day."
    )
    assert sentence(True, code="too_early").startswith(
        "Not enough data yet: nobody can say yet how many more days it takes."
    )


def test_several_parts_beside_a_holdout_are_named() -> None:
    result = result_of(500)
    (one,) = result.compared
    three = replace(result, variants=(*result.variants, replace(one, id=0, name="C")))

    assert said_of(three, one, True).sentence.startswith("Visitors of “Shown” spent 100.0 % more.")


def test_the_interval_is_drawn_by_day() -> None:
    result = result_of(500)
    (one,) = result.compared
    points = tuple(
        Point(date(2026, 10, day), day / 100, day / 100 - 0.05, day / 100 + 0.05)
        for day in range(1, 29)
    )

    def chart(*some: Point) -> Any:
        return told(result, {one.id: some}, result.until, True).compared[0].chart

    assert chart() is None
    assert chart(points[0]) is None
    svg = str(chart(*points))
    assert "Change of revenue per visitor: Shown" in svg
    assert "On the last day 28.0 %, between 23.0 % and 33.0 %." in svg
    assert "1 Oct" in svg
    assert "<script" not in svg
    broken = replace(result, variants=tuple(replace(v, code="broken") for v in result.variants))
    found = told(broken, {one.id: points}, result.until, True).compared[0]
    assert (found.lines, found.chart) == ((), None)


def test_a_plan_without_parts_says_what_to_do() -> None:
    draft = Experiment.objects.create(name="Empty")

    found = plan_in_words(plan_of(draft, [], timezone.now()), draft)

    assert not found.known
    assert found.why == "Add the parts of the test first."
    assert plan_in_words(Plan("USD", why_not="x"), draft).why == ""


def test_copies_of_many_are_drafts(client: Client) -> None:
    sign_in(client)
    tests = [make_experiment(rule(), name=name) for name in ("One", "Two")]
    url = reverse("admin:crosssell_experiment_changelist")
    data = {"action": "duplicate", "_selected_action": [one.pk for one in tests]}

    assert messages_of(client.post(url, data)) == ["2 drafts made."]

    copies = Experiment.objects.filter(state="draft").order_by("name")
    assert [one.name for one in copies] == ["Copy of One", "Copy of Two"]
    assert [one.variants.count() for one in copies] == [2, 2]


def test_a_draft_that_was_started_meanwhile_is_not_changed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)

    def started(*_: Any, **__: Any) -> None:
        raise Locked("Mine")

    monkeypatch.setattr(pages.ExperimentAdmin, "save_model", started)
    parts = (part_row("A", "90", rules=[rule()]), part_row("H", "10", True))

    response = client.post(
        reverse("admin:crosssell_experiment_add"), experiment_form(*parts), follow=True
    )

    assert messages_of(response) == ["The test “Mine” is live and cannot be changed. End it first."]
    assert not Experiment.objects.exists()
