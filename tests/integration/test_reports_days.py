"""A day of a report is a day of the shop's time zone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crosssell.analytics.reports import Query, query_of, today, trend, usual
from crosssell.analytics.tracking import BACK, CLICK, SHOWN
from crosssell.core.shown import encoded
from tests.tracked import make_placed, put_in_table, rolled, thing

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
QUERY = Query(DAY, DAY + timedelta(days=6))


def test_an_evening_in_utc_is_the_next_day_in_berlin(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    placement, own = make_placed()
    one = thing(placement.pk, rule=own.pk)
    row = [one.subject, one.subject_id, 1, own.pk, 0, 0, 0]
    late = datetime(2026, 10, 20, 23, 30, tzinfo=UTC)
    put_in_table(SHOWN, [{"placement": placement.pk, "things": [row]}], late.timestamp())
    # The clocks go back on the 25th: the day begins at 22:00 and ends at 23:00 UTC.
    for hour, day in ((22, 24), (22, 25), (23, 25)):
        at = datetime(2026, 10, day, hour, 30, tzinfo=UTC)
        back = {"kind": CLICK, "shown": encoded(thing(placement.pk, rendering=hour * 100 + day))}
        put_in_table(BACK, [back], at.timestamp())
    rolled(datetime(2026, 10, 28, tzinfo=UTC))
    points = {one.first.day: one.sums for one in trend(QUERY).points}
    assert [day for day, sums in points.items() if sums.impressions] == [21]
    assert {day: sums.clicks for day, sums in points.items() if sums.clicks} == {25: 2, 26: 1}


def test_today_is_the_shops_whatever_zone_a_page_is_shown_in(settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Kiritimati"
    kiritimati = today()
    settings.TIME_ZONE = "Pacific/Pago_Pago"
    assert kiritimati - today() == timedelta(days=1)


def test_the_usual_days_end_yesterday() -> None:
    yesterday = today() - timedelta(days=1)
    assert query_of({}) == usual() == Query(yesterday - timedelta(days=27), yesterday)
    assert usual(DAY) == Query(DAY - timedelta(days=27), DAY)
    now = {"from": today().isoformat()}
    assert query_of(now) == Query(today(), today())
    two = {"from": "2026-10-20", "to": "2026-10-21"}
    assert query_of(two) == Query(DAY, DAY + timedelta(days=1))
