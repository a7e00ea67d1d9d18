"""What the newest test says of an object, in one line for reports."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crosssell import experiments
from crosssell.analytics import results
from crosssell.analytics.results import answer_for, answers
from crosssell.models import Experiment
from tests.exposed import buying
from tests.laddered import make_threshold, tier
from tests.learned import place, rule
from tests.tested import make_experiment, part

pytestmark = pytest.mark.django_db


def ran(thing: Any, shown: int, holdout: int, visitors: int = 600, **fields: Any) -> Experiment:
    """A live test of 20 days with so many buyers."""
    fields.setdefault("at", timezone.now() - timedelta(days=20))
    test = make_experiment(thing, planned=20_000, **fields)
    buying(part(test, "Shown"), visitors, shown, "20.00")
    buying(part(test, "Holdout"), 600, holdout, "20.00")
    return test


def line_of(kind: str, row: Any) -> str:
    found = answer_for(kind, row.pk)
    assert found is not None
    return found.line


def test_what_is_in_no_test_or_in_a_draft_has_no_answer() -> None:
    one = rule()
    make_experiment(one, live=False)

    assert answer_for("rule", one.pk) is None
    assert answer_for("placement", one.pk) is None
    assert answers("rule", ()) == {}


def test_a_clear_result_with_its_range_and_its_end() -> None:
    one = rule()
    test = ran(one, 450, 300, at=datetime(2026, 9, 1, tzinfo=UTC))

    live = line_of("rule", one)
    experiments.end(test, datetime(2026, 10, 3, 12, tzinfo=UTC))
    ended = line_of("rule", one)

    figure = results.results_of([test])[test.pk].variants[0].figure("revenue")
    assert figure is not None
    assert figure.lift_low is not None
    assert figure.lift_high is not None
    low, high = (f"{share * 100:.1f}" for share in (figure.lift_low, figure.lift_high))
    assert 0 < float(low) < 50 < float(high)
    assert live == f"revenue per visitor +50.0 % ({low} to {high}), test is live"
    assert ended == f"revenue per visitor +50.0 % ({low} to {high}), tested until Oct. 3, 2026"


def test_every_verdict_has_its_words() -> None:
    def said(shown: int, holdout: int, end: bool = False, **fields: Any) -> tuple[str, str]:
        one = rule()
        test = ran(one, shown, holdout, name=f"Test {one.pk}", **fields)
        if end:
            experiments.end(test, timezone.now())
        found = answer_for("rule", one.pk)
        assert found is not None
        assert found.live is not end
        return found.code, found.line

    assert said(300, 300, visitors=350) == (
        "broken", "not to be trusted: the visitors are not split as planned",
    )  # fmt: skip
    assert said(0, 0) == ("too_early", "test is live: not enough data yet")
    assert said(3, 3) == ("too_early", "test is live: more than a year to go")
    code, line = said(30, 30, smallest_lift=90)
    assert code == "too_early"
    assert line in ("test is live: about 80 more days", "test is live: about 81 more days")
    assert said(3, 3, end=True) == ("too_early", "tested, but ended with too little data")
    code, line = said(303, 300)
    assert code == "uncertain"
    assert line.startswith("not clear: revenue per visitor +1.0 % (−")
    assert line.endswith("), test is live, more than a year to go")
    code, line = said(300, 300, smallest_lift=90)
    assert code == "no_difference"
    assert line.startswith("no change that matters: revenue per visitor 0.0 % (−")
    code, line = said(180, 450)
    assert code == "worse"
    assert line.startswith("revenue per visitor −60.0 % (−")


def test_the_newest_test_counts_and_samples_say_so() -> None:
    one = rule()
    old = ran(one, 450, 300, name="Old")
    experiments.end(old, timezone.now())
    new = make_experiment(one, name="New")
    make_experiment(one, live=False, name="Draft")

    found = answer_for("rule", one.pk)
    assert found is not None
    assert (found.experiment, found.name, found.live) == (new.pk, "New", True)
    experiments.end(new, timezone.now())
    make_experiment(one, name="Sample", sample=True)
    found = answer_for("rule", one.pk)
    assert found is not None
    assert found.sample
    assert found.line == "test is live: not enough data yet (sample figures)"


def test_whoever_is_compared_with_is_told_of_the_other() -> None:
    one, other, bar, widget = rule(), rule(), make_threshold(tier("35")), place(title="W")
    at = timezone.now() - timedelta(days=20)
    parts = {"A": [one, bar], "B": [other, widget]}
    test = make_experiment(parts, holdout=0, at=at, planned=20_000)
    buying(part(test, "A"), 600, 300, "20.00")
    buying(part(test, "B"), 600, 450, "20.00")

    for kind, held in (("rule", one), ("threshold", bar)):
        assert line_of(kind, held).startswith("“B” beside it: revenue per visitor +50.0 % (")
    for kind, held in (("rule", other), ("placement", widget)):
        assert line_of(kind, held).startswith("revenue per visitor +50.0 % (")


def test_many_are_answered_with_the_same_queries(django_assert_num_queries: Any) -> None:
    rows = [rule() for _ in range(8)]
    for number, one in enumerate(rows):
        make_experiment(one, name=f"Test {number}")
    for wanted in (rows[:1], rows):
        with django_assert_num_queries(6):
            found = answers("rule", [one.pk for one in wanted], timezone.now())
        assert sorted(found) == [one.pk for one in wanted]


def test_an_answer_is_remembered_for_a_minute(django_assert_num_queries: Any) -> None:
    one = rule()
    test = ran(one, 450, 300)
    before = answer_for("rule", one.pk)
    assert before is not None
    with django_assert_num_queries(2):
        assert answer_for("rule", one.pk) == before
    experiments.end(test, timezone.now())
    after = answer_for("rule", one.pk)
    assert after is not None
    assert "tested until" in after.line
