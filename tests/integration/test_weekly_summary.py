"""What the weekly summary says of a week, with its figures."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from crosssell.analytics.reports import report
from crosssell.analytics.results import Answer
from crosssell.analytics.weekly import last_week, summary_of
from crosssell.analytics.weekly.advice import advice
from crosssell.core.figures import BUNDLE, PLACEMENT
from crosssell.models import Attribution, DailyCount, MeasuredOrder, Placement, RewardUse
from tests import reported
from tests.bundled import make_bundle
from tests.laddered import make_threshold
from tests.learned import rule
from tests.shopdata import make_product
from tests.tested import make_experiment

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 10, 19)
WEEK = last_week(MONDAY)
DAY, BEFORE = WEEK.last, WEEK.first - timedelta(days=1)


@pytest.fixture
def shelf() -> Placement:
    return Placement.objects.create(slot="home.top", title="Goes well")


def told(title: str) -> tuple[str, ...]:
    summary = summary_of(WEEK)
    assert summary is not None
    return {one.title: one.lines for one in summary.sections}.get(title, ())


def given(thing: Any, uses: int, revenue: str, cost: str) -> None:
    for _number in range(uses):
        RewardUse.objects.create(
            measured=reported.ordered(DAY, revenue), subject=thing._meta.model_name,
            subject_id=thing.pk, name="", day=DAY, currency="USD", revenue=Decimal(revenue),
            cost=Decimal(cost),
        )  # fmt: skip


@pytest.mark.parametrize("days", range(7))
def test_the_last_full_week_ends_on_sunday(days: int) -> None:
    week = last_week(MONDAY + timedelta(days=days))
    assert (week.first, week.last) == (date(2026, 10, 12), date(2026, 10, 18))
    assert week.before().first == date(2026, 10, 5)


def test_what_changed_stands_beside_the_week_before(shelf: Placement) -> None:
    reported.shown(shelf, DAY, (1_200, 600, 60, 12))
    reported.shown(shelf, BEFORE, (1_000, 500, 80, 12))
    reported.owing(shelf, DAY, "30.00", "12.50")
    reported.owing(shelf, BEFORE, "40.00")
    assert told("What changed") == (
        "Impressions: 1,200, 20.0 % more than the week before (1,000).",
        "Clicks: 60, 25.0 % less than the week before (80).",
        "Click rate: 5.00 %, 37.5 % less than the week before (8.00 %).",
        "Put in the basket: 12 (the week before: 12).",
        "Orders: 1 (the week before: 1).",
        "Direct revenue: $30.00, 25.0 % less than the week before ($40.00). Holdout: not tested.",
        "Assisted revenue: $12.50 (the week before: $0.00). Holdout: not tested.",
        "“Goes well (Home page: at the top)”: Net revenue: $30.00, 25.0 % less than the week "
        "before ($40.00). Holdout: not tested.",
    )


def test_what_brought_most_with_what_a_holdout_says(shelf: Placement) -> None:
    other = Placement.objects.create(slot="home.top", title="Second")
    for value in ("20.00", "5.00"):
        reported.owing(shelf, DAY, value)
    reported.owing(other, DAY, "10.00")
    reported.owing(Placement(pk=99, slot=""), BEFORE, "10.00")
    given(make_bundle(make_product()), 2, "15.00", "1.50")
    given(make_threshold(), 1, "40.00", "4.00")
    make_experiment(shelf)
    [first, *others] = told("What brought most")
    assert first.startswith(
        "“Goes well (Home page: at the top)”: $25.00 attributed, from 2 orders. Holdout: test is "
        "live"
    )
    assert others == [
        "“Second (Home page: at the top)”: $10.00 attributed, from 1 order. Holdout: not tested.",
        "Bundle “Tea time”: $30.00 in 2 orders; its discount took $3.00. Holdout: not tested.",
        "Threshold “Ladder”: $40.00 in 1 order; it gave $4.00. Holdout: not tested.",
    ]


def test_rules_of_thumb_tell_their_reason(shelf: Placement) -> None:
    other = Placement.objects.create(slot="home.top", title="Clicked")
    best, second = rule(name="Best"), rule(name="Second")
    reported.shown(other, DAY, (2_000, 1_000, 100, 0))
    reported.shown(shelf, DAY, (900, 500, 5, 0))
    reported.widget(shelf, DAY, 160, 40)
    for own, value in ((best, "9.00"), (second, "2.00")):
        for _number in range(5):
            reported.owing(other, DAY, value, rule_id=own.pk)
    given(make_bundle(make_product()), 1, "4.00", "4.01")
    assert told("What to try") == (
        "Bundle “Tea time” gave away $4.01 and brought $4.00 (holdout: not tested). Ask for more, "
        "or give less.",
        "“Goes well (Home page: at the top)” had nothing to show in 20.0 % of the 200 times that "
        "its slot came up. Add a fallback to its rules, or let it show fewer items.",
        "“Goes well (Home page: at the top)” was seen 500 times, but only 1.00 % clicked (all "
        "places: 7.00 %). Try another rule, title or slot.",
        "$45.00 is attributed to the rule “Best” (holdout: not tested). Start a test with a "
        "holdout to learn how much of that would have been bought anyway.",
    )
    make_experiment(best)
    assert "“Second”" in told("What to try")[-1]
    # One fewer of each says nothing.
    DailyCount.objects.filter(empty=40).update(impressions=159)
    DailyCount.objects.filter(viewable=500).update(viewable=499)
    RewardUse.objects.update(cost=Decimal("4.00"))
    Attribution.objects.filter(rule_id=second.pk).first().delete()
    assert told("What to try") == ()


def test_what_has_no_rules_is_not_told_to_change_them() -> None:
    clicked, bar, sets = (
        Placement.objects.create(slot="home.top", widget=one, title=one)
        for one in ("products", "threshold", "bundle")
    )
    reported.shown(clicked, DAY, (2_000, 1_000, 100, 0))
    for one in (bar, sets):
        reported.shown(one, DAY, (900, 500, 0, 0))
    reported.widget(sets, DAY, 160, 40)
    # Nobody can click a bar.
    assert told("What to try") == (
        "“bundle (Home page: at the top)” had nothing to show in 20.0 % of the 200 times that its "
        "slot came up. Nothing of its kind fitted there: make more, or choose another slot.",
        "“bundle (Home page: at the top)” was seen 500 times, but only 0.00 % clicked (all places: "
        "5.00 %). Try another title or slot.",
    )


def test_what_a_test_found_to_earn_less_is_named_though_it_brings_much() -> None:
    given(make_bundle(make_product()), 1, "40.00", "4.00")
    none = report(WEEK, PLACEMENT)
    bundles = report(WEEK, BUNDLE)
    said = Answer(1, "Tea", live=False, code="worse", line="−9.0 %, tested", sample=False)
    [row] = bundles.rows
    lost = replace(bundles, rows=(replace(row, answer=said, tested=said.line),))
    for found, expected in ((bundles, ()), (lost, (
        "Bundle “Tea time”: its test says that the shop earns less with it (−9.0 %, tested). "
        "Consider switching it off.",
    ))):  # fmt: skip
        assert advice(none, none, none, found, none) == expected


def test_what_is_deleted_is_no_advice() -> None:
    reported.widget(Placement(pk=99, slot="home.top"), DAY, 100, 900)
    assert told("What to try") == ()


def test_sample_figures_and_other_currencies_are_named(shelf: Placement) -> None:
    reported.shown(shelf, DAY, (5, 0, 0, 0), sample=True)
    reported.ordered(DAY, "5.00")
    reported.ordered(DAY, "5.00")
    MeasuredOrder.objects.filter(pk=reported.ordered(DAY, "9.00").pk).update(currency="EUR")
    summary = summary_of(WEEK)
    assert summary is not None
    assert summary.notes == (
        "Sample figures: some of these were made up for the demonstration.",
        "Amounts are of orders in USD; there were some in EUR too.",
    )
    assert summary.subject == "Cross-sell, Oct. 12, 2026 to Oct. 18, 2026"


def test_a_week_that_fell_silent_is_told_and_two_silent_ones_are_not(shelf: Placement) -> None:
    reported.shown(shelf, BEFORE, (5, 0, 0, 0))
    summary = summary_of(WEEK)
    assert summary is not None
    assert summary.notes == (
        "Nothing was shown this week. Look whether placements are on and in force.",
    )
    assert summary_of(last_week(MONDAY + timedelta(days=7))) is None
