"""Starting and ending a test, why one cannot start, and what is locked while it is live."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from crosssell import experiments
from crosssell.experiments import CannotStart
from crosssell.models import Bundle, Experiment, Locked, Placement, Rule, Threshold, Variant
from tests.learned import place, rule
from tests.tested import STARTED, make_experiment, part

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf() -> Placement:
    return place(slot="home.bottom", title="Best")


def draft(shown: Any, **how: Any) -> Experiment:
    return make_experiment(shown, live=False, **how)


def test_a_test_that_is_ready_starts(shelf: Placement) -> None:
    test = draft(shelf)
    test.planned = 4000
    assert experiments.problems(test) == []
    assert not experiments.is_tested("placement", shelf.pk)
    experiments.start(test, STARTED)
    assert (test.state, test.started_at, test.planned) == ("live", STARTED, 4000)
    assert test.currency == "USD"
    assert experiments.is_tested("placement", shelf.pk)
    assert experiments.holding("placement", shelf.pk) == test
    later = STARTED + timedelta(days=7)
    assert [experiments.end(test, later), experiments.end(test, timezone.now())] == [True, False]
    assert (test.state, test.ended_at) == ("ended", later)
    assert experiments.holding("placement", shelf.pk) is None
    assert not experiments.any_live()
    assert experiments.problems(test) == ["Only a draft can be started. Make a new test."]
    test.result = {"lift": 1}
    test.save()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"holdout": 0}, "A test needs two variants at least: add one, or a holdout."),
        (
            {"shares": [600], "holdout": 500},
            "The shares are at least 1 each and at most 1000 together; they are 1100.",
        ),
        (
            {"shares": [0], "holdout": 500},
            "The shares are at least 1 each and at most 1000 together; they are 500.",
        ),
    ],
)
def test_shares_and_variants_must_make_a_test(shelf: Placement, how: Any, said: str) -> None:
    test = draft(shelf, **how)
    assert experiments.problems(test) == [said]
    with pytest.raises(CannotStart, match=said.split(":")[0]) as refused:
        experiments.start(test, STARTED)
    assert refused.value.problems == [said]
    test.refresh_from_db()
    assert test.state == "draft"


def test_what_else_keeps_a_test_from_starting(shelf: Placement) -> None:
    Placement.objects.filter(pk=shelf.pk).update(active=False)
    empty = draft({"One": []}, name="Empty", shares=[500], holdout=400)
    assert experiments.problems(empty) == ["Nothing is under test: say what a variant shows."]
    part(empty, "Holdout").placements.add(shelf)
    Variant.objects.create(experiment=empty, name="Also", share=1, holdout=True)
    assert experiments.problems(empty) == [
        "A test has one holdout at most.",
        "A holdout sees none: take “Best” out of it.",
        "“Best” is off, so nobody would meet it.",
    ]
    Variant.objects.filter(name="One").update(holdout=True)
    assert "A test needs a variant that is no holdout." in experiments.problems(empty)


def test_nobody_meets_what_is_in_mails() -> None:
    mailed = place(slot="order_mail.below_order", title="Again")
    said = ["“Again” is in mails, and who reads a mail is in no test."]
    assert experiments.problems(draft(mailed)) == said


def test_nothing_is_in_two_live_tests(shelf: Placement) -> None:
    make_experiment(shelf, name="First")
    second = draft({"One": [shelf, place(slot="home.top")]}, name="Second")
    said = ["“Best” is in the live test “First”."]
    assert experiments.problems(second) == said
    with pytest.raises(CannotStart):
        experiments.start(second, STARTED)


def refused(change: Callable[[], object]) -> None:
    with (
        pytest.raises(Locked, match="The test “Test” is live and cannot be changed. End it first."),
        transaction.atomic(),
    ):
        change()


def test_a_live_test_is_locked(shelf: Placement) -> None:
    test, other = make_experiment(shelf), place(slot="home.top")
    shown = part(test, "Shown")
    refused(test.save)
    refused(test.delete)
    refused(shown.save)
    refused(shown.delete)
    refused(Experiment.objects.all().delete)
    refused(lambda: Variant.objects.create(experiment=test, name="New", share=1))
    refused(lambda: shown.placements.add(other))
    refused(lambda: shown.placements.remove(shelf))
    refused(lambda: shown.placements.clear())
    refused(lambda: other.variants.add(shown))
    refused(lambda: shelf.variants.clear())
    another = draft(other, name="Another")
    moved = part(another, "Shown")
    moved.experiment = test
    refused(moved.save)
    assert list(shown.placements.all()) == [shelf]
    # What is not live is free, and so is the object itself.
    part(another, "Holdout").delete()
    shelf.title = "Better"
    shelf.save()
    experiments.end(test, timezone.now())
    shown.placements.clear()


def test_samples_are_free_and_are_not_served(shelf: Placement) -> None:
    sample = Experiment.objects.create(name="Sample", state="live", started_at=STARTED, sample=True)
    variant = Variant.objects.create(experiment=sample, name="Shown", share=500)
    variant.placements.add(shelf)
    assert not experiments.any_live()
    assert experiments.problems(draft(shelf)) == []


@pytest.mark.parametrize("how", ["one", "many"])
@pytest.mark.parametrize("model", [Placement, Rule, Bundle, Threshold])
def test_a_test_ends_with_what_it_is_about(model: Any, how: str) -> None:
    thing = {
        Placement: lambda: place(slot="home.top"),
        Rule: rule,
        Bundle: lambda: Bundle.objects.create(name="Set", slug="set", reward="percent", parts=2),
        Threshold: lambda: Threshold.objects.create(name="Ladder"),
    }[model]()
    beside = make_experiment(place(slot="home.bottom"), name="Beside")
    test = make_experiment(thing)
    assert experiments.any_live()
    (thing if how == "one" else model.objects.filter(pk=thing.pk)).delete()
    test.refresh_from_db()
    beside.refresh_from_db()
    assert (test.state, beside.state) == ("ended", "live")
    assert test.ended_at is not None
    assert {one.id for one in experiments.live.tests().values()} == {beside.pk}
