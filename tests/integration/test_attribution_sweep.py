"""Nothing is missed and nothing done twice: late touches, imports, the past, a sick order."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.analytics import attribution
from crosssell.analytics.attribution import Swept, measuring
from crosssell.models import Attribution, BufferMark, MeasuredOrder, Touch
from tests import shopdata
from tests.touched import make_touch, owed, swept

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PLACED = NOW - timedelta(hours=1)
Order = get_model("order", "Order")


@pytest.fixture
def tea(db: None) -> Any:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def ann(db: None) -> Any:
    return shopdata.make_user()


def touch_of(order: Any) -> int | None:
    return owed(order)["Tea"][3] if owed(order) else None


def test_a_touch_that_is_rolled_up_after_the_order_was_measured(tea: Any, ann: Any) -> None:
    order = shopdata.make_order(tea, user=ann, at=PLACED)
    assert swept(NOW) == Swept(measured=1)
    first = make_touch(tea, user=ann, at=PLACED - timedelta(minutes=9))
    assert swept(NOW) == Swept(again=1)
    assert touch_of(order) == first.pk
    last = make_touch(tea, user=ann, at=PLACED - timedelta(minutes=5))
    assert swept(NOW) == Swept(again=1)
    assert touch_of(order) == last.pk
    make_touch(tea, user=ann, at=PLACED - timedelta(minutes=7))
    make_touch(tea, user=ann, at=PLACED + timedelta(minutes=7))
    swept(NOW)
    assert touch_of(order) == last.pk
    assert swept(NOW) == Swept()
    assert Attribution.objects.count() == 1


def test_a_late_touch_counts_for_an_order_of_long_ago(tea: Any) -> None:
    basket = shopdata.make_basket(tea)
    order = shopdata.make_order(tea, at=NOW - timedelta(days=50))
    Order.objects.update(basket=basket)
    swept(NOW)
    late = make_touch(tea, basket, at=NOW - timedelta(days=51))
    swept(NOW)
    assert touch_of(order) == late.pk


def test_a_guests_touch_whose_sign_in_comes_late_is_found_the_next_day(tea: Any, ann: Any) -> None:
    touch = make_touch(tea, 70_001, at=PLACED - timedelta(minutes=9))
    order = shopdata.make_order(tea, user=ann, at=PLACED)
    swept(NOW)
    assert owed(order) == {}
    Touch.objects.update(user=ann)
    swept(NOW + timedelta(days=1))
    assert touch_of(order) == touch.pk


def test_after_some_days_what_is_owed_is_settled(tea: Any, ann: Any, settings: Any) -> None:
    order = shopdata.make_order(tea, user=ann, at=NOW - timedelta(days=4))
    make_touch(tea, user=ann, at=NOW - timedelta(days=14))
    swept(NOW)
    settings.CROSSSELL = settings.CROSSSELL | {"ATTRIBUTION_DAYS": 30}
    assert measuring.measure([order.pk]) == 1
    assert owed(order) == {}
    assert measuring.measure([order.pk], [order.pk]) == 1
    assert list(owed(order)) == ["Tea"]


def test_what_is_owed_outlives_its_touch(tea: Any, ann: Any) -> None:
    order = shopdata.make_order(tea, user=ann, at=PLACED)
    make_touch(tea, user=ann, at=PLACED - timedelta(days=2))
    swept(NOW)
    Touch.objects.all().delete()
    swept(NOW + timedelta(days=1))
    assert owed(order) == {"Tea": ("direct", "4.00", 1, None)}
    Order.objects.update(status="Cancelled")
    swept(NOW + timedelta(days=2))
    assert owed(order) == {"Tea": ("direct", "0.00", 0, None)}


def test_a_narrower_window_is_of_young_orders_too(tea: Any, ann: Any, settings: Any) -> None:
    order = shopdata.make_order(tea, user=ann, at=PLACED)
    make_touch(tea, user=ann, at=PLACED - timedelta(days=2))
    swept(NOW)
    settings.CROSSSELL = settings.CROSSSELL | {"ATTRIBUTION_DAYS": 1}
    swept(NOW + timedelta(days=1))
    assert owed(order) == {}
    assert not MeasuredOrder.objects.get().taker


def test_an_order_that_is_imported_with_an_old_date_is_measured_at_once(tea: Any) -> None:
    shopdata.make_order(tea, at=PLACED)
    swept(NOW)
    shopdata.make_order(tea, at=NOW - timedelta(days=400))
    assert swept(NOW) == Swept(measured=1)


def test_orders_older_than_what_is_kept_and_of_the_future_are_left_alone(tea: Any) -> None:
    midnight = timezone.localtime(NOW).replace(hour=0, minute=0, second=0, microsecond=0)
    # Hours of a day on which the clocks change are none of this.
    shopdata.make_order(tea, at=midnight - timedelta(days=760, hours=2))
    kept = shopdata.make_order(tea, at=midnight - timedelta(days=760, hours=-2))
    future = shopdata.make_order(tea, at=NOW + timedelta(seconds=1))
    assert swept(NOW) == Swept(measured=1)
    assert MeasuredOrder.objects.get().order == kept
    assert swept(NOW + timedelta(seconds=1)) == Swept(measured=1)
    assert MeasuredOrder.objects.filter(order=future).exists()


def test_a_shops_past_is_measured_in_parts_the_newest_first(
    tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attribution, "MOST", 3)
    monkeypatch.setattr(attribution, "SLACK", 0)
    made = [shopdata.make_order(tea, at=NOW - timedelta(days=9 - n)) for n in range(8)]
    assert swept(NOW).measured == 6
    assert MeasuredOrder.objects.order_by("order_id").first().order == made[2]
    assert swept(NOW).measured == 2
    assert swept(NOW) == Swept()


def test_an_order_that_was_committed_late_is_found_at_once_or_the_next_day(
    tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = shopdata.make_order(tea, at=PLACED)
    shopdata.make_order(tea, at=PLACED)
    swept(NOW)
    MeasuredOrder.objects.filter(order=late).delete()
    assert swept(NOW) == Swept(measured=1)
    MeasuredOrder.objects.filter(order=late).delete()
    monkeypatch.setattr(attribution, "SLACK", 0)
    assert swept(NOW) == Swept()
    assert swept(NOW + timedelta(days=1)).measured == 1


def test_a_sick_order_leaves_the_others_alone(
    tea: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sick, *others = [shopdata.make_order(tea, at=PLACED) for _ in range(3)]
    read = measuring.placed

    def placed(ids: Any) -> Any:
        if sick.pk in ids:
            raise ValueError("an amount that is none")
        return read(ids)

    monkeypatch.setattr(measuring, "placed", placed)
    with caplog.at_level(logging.ERROR):
        assert swept(NOW) == Swept(measured=2)
    assert f"Order {sick.pk} cannot be measured" in caplog.text
    assert set(MeasuredOrder.objects.values_list("order", flat=True)) == {o.pk for o in others}
    monkeypatch.undo()
    assert swept(NOW) == Swept(measured=1)


def test_a_sweep_with_nothing_to_do_asks_little(tea: Any) -> None:
    for _ in range(3):
        shopdata.make_order(tea, at=PLACED)
    swept(NOW)
    with CaptureQueriesContext(connection) as captured:
        assert swept(NOW) == Swept()
    assert len(captured) == 10
    assert set(BufferMark.objects.values_list("kind", flat=True)) == {"changes", "orders"}


def test_touches_that_were_looked_at_are_not_looked_at_again(tea: Any, ann: Any) -> None:
    make_touch(tea, user=ann, at=PLACED - timedelta(minutes=9))
    shopdata.make_order(tea, user=ann, at=PLACED)
    assert swept(NOW) == Swept(measured=1)
    assert swept(NOW) == Swept()
