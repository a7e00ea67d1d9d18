"""Trends by day and by week, and the orders of takers beside all others, from raw facts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crosssell.analytics.reports import Query, orders, report, trend
from crosssell.core.figures import TOTAL, Sums, figures_of
from tests.past_facts import Past
from tests.recomputed import Raw, expected
from tests.shop_past import EURO, SLOTS, make_past

pytestmark = pytest.mark.django_db
# The night to the 25th of October 2026 has an hour more.
FIRST, LAST = date(2026, 10, 20), date(2026, 10, 29)
QUERY = Query(FIRST, LAST, EURO)


@pytest.fixture
def past(settings: Any) -> Past:
    settings.TIME_ZONE = "Europe/Berlin"
    return make_past("Europe/Berlin", date(2026, 10, 5))


def recomputed(past: Past, query: Query) -> dict[str, Any]:
    raw = Raw(past, query, TOTAL, None)
    return {one.code: expected(raw, one.code, one.unit) for one in figures_of(TOTAL)}


@pytest.mark.both
@pytest.mark.parametrize("slot", ["", SLOTS[0]])
def test_every_day_is_what_the_raw_facts_say(past: Past, slot: str) -> None:
    found = trend(replace(QUERY, slot=slot))
    assert (found.weekly, found.currency, found.tested) == (False, EURO, "not tested")
    days = [FIRST + timedelta(days=number) for number in range(10)]
    assert [(one.first, one.last) for one in found.points] == [(day, day) for day in days]
    for one in found.points:
        assert one.values == recomputed(past, Query(one.first, one.last, EURO, slot=slot))


def test_long_ones_have_weeks_from_monday_and_lose_nothing(past: Past) -> None:
    # The 2nd of August is a Sunday, the 3rd of November a Tuesday: 94 days.
    query = Query(date(2026, 8, 2), date(2026, 11, 3), EURO, compare=False)
    found = trend(query)
    assert found.weekly
    spans = [(one.first, one.last) for one in found.points]
    assert spans[:2] == [
        (date(2026, 8, 2), date(2026, 8, 2)),
        (date(2026, 8, 3), date(2026, 8, 9)),
    ]
    assert spans[-1] == (date(2026, 11, 2), date(2026, 11, 3))
    assert len(spans) == 15
    for one in found.points:
        assert one.values == recomputed(past, Query(one.first, one.last, EURO))
    assert sum(one.sums.impressions for one in found.points) == (
        report(query, TOTAL).total.sums.impressions
    )


def test_92_days_are_days_and_93_are_weeks(db: None) -> None:
    found = [trend(Query(LAST - timedelta(days=days - 1), LAST)) for days in (92, 93)]
    assert [(one.weekly, len(one.points)) for one in found] == [(False, 92), (True, 14)]
    assert all(point.sums == Sums() for one in found for point in one.points)
    assert found[0].points[0].values["ctr"] is None


@pytest.mark.both
def test_takers_and_others(past: Past) -> None:
    found = orders(QUERY)
    made = [one for one in Raw(past, QUERY, TOTAL, None).orders() if one.value > 0]
    takers = [one for one in made if one.taker]
    assert 0 < len(takers) < len(made)
    assert (found.count, found.revenue) == (len(made), sum(one.value for one in made))
    assert (found.sums.takers, found.sums.takers_value) == (
        len(takers),
        sum(one.value for one in takers),
    )
    assert found.values == {
        code: recomputed(past, QUERY)[code] for code in ("average_takers", "average_others")
    }
    assert (found.currency, found.currencies, found.tested) == (EURO, (EURO, "USD"), "not tested")


@pytest.mark.both
def test_of_one_place_takers_took_from_there(past: Past) -> None:
    query = replace(QUERY, placements=(past.placements[0],))
    found = orders(query)
    took = [
        one
        for one in Raw(past, QUERY, TOTAL, None).orders()
        if one.value > 0
        and any(
            kind == "direct" and about["placement"] == past.placements[0]
            for kind, _, about in one.lines
        )
    ]
    assert found.sums.takers == len(took) > 0
    assert found.count == orders(QUERY).count
    assert found.values["average_takers"] == recomputed(past, query)["average_takers"]
