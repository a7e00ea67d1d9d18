"""What pages have noted becomes the counts of the day of the shop's time zone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crosssell import buffer
from crosssell.analytics import tracking
from crosssell.analytics.rollup.counting import count_back, count_shown
from crosssell.core.shown import BUNDLE, WIDGET
from crosssell.models import DailyCount, Event, RuleFallback, counting
from tests.tracked import make_placed, put_in_table, rolled, rows, thing, widgets

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("in_either")
def test_what_was_shown_is_counted_by_place_and_cause() -> None:
    placement, rule = make_placed()
    one = thing(placement.pk, 7, rule=rule.pk, position=1, variant=3)
    two = thing(placement.pk, 8, rule=rule.pk, position=6, run=4)
    tracking.note_shown(placement.pk, [one, two])
    tracking.note_shown(placement.pk, [two])
    counts = rolled()
    assert (counts.widgets, counts.impressions, counts.empty, counts.bad) == (2, 3, 0, 0)
    here, together = "product.below_description", "bought_together"
    assert rows("slot", "rule_id", "strategy", "subject_id", "position", "variant_id") == [
        (here, rule.pk, together, 7, 1, 3, 1, 0, 0, 0, 0),
        (here, rule.pk, together, 8, 5, 0, 2, 0, 0, 0, 0),
    ]
    assert widgets("slot", "subject_id", "rule_id", "strategy", "position") == [
        (here, placement.pk, 0, "", 0, 2, 0)
    ]
    assert rolled().widgets == 0
    tracking.note_shown(placement.pk, [two])
    rolled()
    assert rows("subject_id") == [(7, 1, 0, 0, 0, 0), (8, 3, 0, 0, 0, 0)]


@pytest.mark.usefixtures("in_either")
def test_a_widget_without_anything_is_counted_as_empty() -> None:
    placement, _rule = make_placed()
    tracking.note_empty(placement.pk)
    tracking.note_empty(placement.pk)
    tracking.note_shown(placement.pk, [thing(placement.pk)])
    counts = rolled()
    assert (counts.widgets, counts.impressions, counts.empty) == (1, 1, 2)
    assert widgets("placement_id") == [(placement.pk, 1, 2)]


@pytest.mark.usefixtures("in_table")
def test_a_widget_is_counted_once_though_it_is_among_its_own_things() -> None:
    placement, _rule = make_placed()
    whole = thing(placement.pk, placement.pk, subject=WIDGET, position=0, variant=5)
    tracking.note_shown(placement.pk, [whole, thing(placement.pk)])
    tracking.note_back(tracking.VIEWABLE, [whole])
    rolled()
    found = DailyCount.objects.filter(subject=WIDGET)
    assert list(found.values_list("variant_id", "impressions", "viewable")) == [(5, 1, 1)]


@pytest.mark.usefixtures("in_either")
def test_what_comes_back_is_kept_and_counted_beside_its_impression() -> None:
    placement, rule = make_placed()
    one = thing(placement.pk, 7, rule=rule.pk, position=9, run=4, variant=3)
    tracking.note_shown(placement.pk, [one])
    tracking.note_back(tracking.VIEWABLE, [one])
    tracking.note_back(tracking.CLICK, [one])
    before = timezone.now()
    counts = rolled()
    assert (counts.viewable, counts.clicks, counts.touches, counts.again) == (1, 1, 0, 0)
    assert rows("subject_id", "rule_id", "position", "variant_id") == [
        (7, rule.pk, 9, 3, 1, 1, 1, 0, 0)
    ]
    columns = (
        "kind", "rendering", "placement_id", "rule_id", "source", "subject", "subject_id",
        "position", "run_id", "variant_id",
    )  # fmt: skip
    assert sorted(Event.objects.values_list(*columns)) == [
        (kind, 1, placement.pk, rule.pk, 0, "product", 7, 9, 4, 3) for kind in ("click", "viewable")
    ]
    assert all(
        timedelta() <= before - at < timedelta(minutes=1)
        for at in Event.objects.values_list("at", flat=True)
    )


@pytest.mark.usefixtures("in_either")
def test_what_is_sent_again_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffer, "BATCH", 3)
    placement, _rule = make_placed()
    one, other = thing(placement.pk), thing(placement.pk, rendering=2)
    # Within one batch, over several of them, and in a later roll-up.
    tracking.note_back(tracking.CLICK, [one] * 8)
    counts = rolled()
    assert (counts.clicks, counts.again) == (1, 7)
    tracking.note_back(tracking.CLICK, [one, other, one])
    counts = rolled()
    assert (counts.clicks, counts.again) == (1, 2)
    assert rows("subject_id") == [(7, 0, 0, 2, 0, 0)]
    assert Event.objects.count() == 2


@pytest.mark.usefixtures("in_table")
def test_the_same_product_in_two_places_of_a_page_is_two_clicks() -> None:
    here, _ = make_placed()
    there, _ = make_placed("basket.bottom")
    tracking.note_back(tracking.CLICK, [thing(here.pk), thing(there.pk)])
    tracking.note_back(tracking.CLICK, [thing(here.pk, subject=BUNDLE)])
    assert rolled().clicks == 3


@pytest.mark.usefixtures("in_table")
def test_the_day_is_the_shops_on_which_it_was(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    placement, _rule = make_placed()
    late = datetime(2026, 3, 5, 15, 30, tzinfo=UTC)
    entry = {"placement": placement.pk, "things": [["product", 7, 1, 0, 0, 0, 0]]}
    put_in_table("shown", [entry], late.timestamp())
    put_in_table("shown", [entry], (late - timedelta(hours=1)).timestamp())
    # Whoever rolls up may look at the shop with another clock.
    with timezone.override("America/New_York"):
        rolled(late + timedelta(hours=20))
    assert rows("day") == [
        (date(2026, 3, 5), 1, 0, 0, 0, 0),
        (date(2026, 3, 6), 1, 0, 0, 0, 0),
    ]


@pytest.mark.usefixtures("in_table")
def test_a_batch_asks_little_however_much_is_in_it(django_assert_num_queries: Any) -> None:
    placed = [make_placed(f"slot.{number}") for number in range(6)]
    for placement, rule in placed:
        RuleFallback.objects.create(rule=rule, code="bestsellers")
        for number in range(30):
            shown = thing(placement.pk, number + 1, rule=rule.pk, source=number % 2)
            tracking.note_shown(placement.pk, [shown])
            tracking.note_back(tracking.CLICK, [shown])
    buffer.flush()
    now = timezone.now()

    def shown_in_few(events: Any) -> None:
        # Placements, rules, fallbacks; one statement for all counts.
        with django_assert_num_queries(4):
            count_shown(events, now)

    def back_in_few(events: Any) -> None:
        # The events too.
        with django_assert_num_queries(5):
            count_back(events, now)

    assert buffer.drain("shown", shown_in_few) == 180
    assert buffer.drain("back", back_in_few) == 180
    assert DailyCount.objects.exclude(subject=WIDGET).count() == 180


@pytest.mark.usefixtures("in_table")
def test_more_rows_than_one_statement_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "ROWS_A_STATEMENT", 4)
    placement, _rule = make_placed()
    for number in range(1, 12):
        tracking.note_shown(placement.pk, [thing(placement.pk, number)])
        tracking.note_back(tracking.CLICK, [thing(placement.pk, number)])
    assert rolled().clicks == 11
    assert rows("subject_id") == [(number, 1, 0, 1, 0, 0) for number in range(1, 12)]
