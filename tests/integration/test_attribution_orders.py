"""Every order is measured once: what it brought, and what its lines owe to touches."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.analytics.attribution import Swept
from crosssell.analytics.attribution.measuring import measure
from crosssell.models import Attribution, MeasuredOrder, OrderUnit, Touch
from tests import shopdata
from tests.shopdata import MIDDAY
from tests.touched import make_touch, owed, swept, weighed

pytestmark = pytest.mark.django_db
BasketLine, Order = get_model("basket", "Line"), get_model("order", "Order")


def ordered(*products: Any, at: Any = MIDDAY, **fields: Any) -> Any:
    """An order of these products out of a basket that holds them, as lines tell."""
    basket = shopdata.make_basket(*products)
    BasketLine.objects.filter(basket=basket).update(date_created=at - timedelta(hours=1))
    order = shopdata.make_order(*products, at=at, **fields)
    Order.objects.filter(pk=order.pk).update(basket=basket)
    order.refresh_from_db()
    return order


def test_a_line_of_the_recommended_product_is_owed_directly_and_others_as_assisted() -> None:
    tea, milk = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Milk", "1.20")
    order = ordered(tea, milk, quantity=2)
    touch = make_touch(tea, order.basket, at=MIDDAY - timedelta(days=7))
    assert swept() == Swept(measured=1)
    assert owed(order) == {
        "Tea": ("direct", "8.00", 2, touch.pk),
        "Milk": ("assisted", "2.40", 2, touch.pk),
    }
    assert weighed(order) == ("10.40", "0.00", 4)
    row = Attribution.objects.get(kind="direct")
    assert (row.placement_id, row.slot, row.rule_id) == (3, "product.below_description", 5)
    assert (row.strategy, row.subject, row.subject_id) == ("matrix", "product", tea.pk)
    assert (row.position, row.run_id, row.currency, row.day) == (2, 9, "USD", MIDDAY.date())


def test_an_order_that_owes_nothing_is_measured_too() -> None:
    order = ordered(shopdata.make_product("Tea", "4.00"))
    assert swept() == Swept(measured=1)
    row = MeasuredOrder.objects.get()
    assert (row.order, row.taker, row.unit, row.margin) == (order, False, 0, None)
    assert swept() == Swept()
    assert Attribution.objects.count() == 0


def test_the_day_is_the_shops_whatever_zone_a_request_is_in(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    late = ordered(shopdata.make_product("Tea"), at=datetime(2026, 10, 20, 22, 30, tzinfo=UTC))
    with timezone.override("America/New_York"):
        assert measure([late.pk]) == 1
    assert MeasuredOrder.objects.get().day == date(2026, 10, 21)


def test_a_variant_is_the_recommended_product() -> None:
    _, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    order = ordered(large)
    touch = make_touch(small, order.basket, at=MIDDAY - timedelta(minutes=1))
    swept()
    line = order.lines.get()
    assert owed(order) == {line.title: ("direct", "2.10", 1, touch.pk)}
    assert MeasuredOrder.objects.get().taker


@pytest.mark.parametrize("late", [timedelta(seconds=1), timedelta(days=-7, seconds=-1)])
def test_touches_outside_the_window_earn_nothing(late: timedelta) -> None:
    tea = shopdata.make_product("Tea")
    order = ordered(tea)
    make_touch(tea, order.basket, at=MIDDAY + late)
    swept()
    assert owed(order) == {}


def test_the_window_is_a_setting(settings: Any) -> None:
    settings.CROSSSELL = settings.CROSSSELL | {"ATTRIBUTION_DAYS": 30}
    tea = shopdata.make_product("Tea")
    order = ordered(tea)
    make_touch(tea, order.basket, at=MIDDAY - timedelta(days=30))
    swept()
    assert list(owed(order)) == ["Tea"]


def test_what_lay_in_the_basket_before_the_touch_is_not_assisted() -> None:
    tea, milk = shopdata.make_product("Tea"), shopdata.make_product("Milk")
    order = ordered(milk, tea)
    made = MIDDAY - timedelta(hours=1)
    first = make_touch(tea, order.basket, at=made)
    make_touch(shopdata.make_product("Cup"), order.basket, at=made + timedelta(seconds=1))
    swept()
    assert owed(order) == {
        "Tea": ("direct", "4.00", 1, first.pk),
        "Milk": ("assisted", "4.00", 1, first.pk),
    }


def test_two_lines_of_one_product_are_told_apart_by_their_sequence() -> None:
    milk, cup = shopdata.make_product("Milk"), shopdata.make_product("Cup")
    order = shopdata.make_order(milk, milk)
    basket = shopdata.make_basket(milk)
    first = BasketLine.objects.get()
    BasketLine.objects.create(
        basket=basket, product=milk, stockrecord=first.stockrecord, line_reference="with a name"
    )
    at = MIDDAY - timedelta(hours=1)
    BasketLine.objects.update(date_created=at + timedelta(minutes=1))
    BasketLine.objects.filter(pk=first.pk).update(date_created=at - timedelta(minutes=1))
    Order.objects.update(basket=basket)
    make_touch(cup, basket, at=at)
    swept()
    assert Attribution.objects.get().line == order.lines.last()


def test_touches_of_the_customer_count_in_any_basket_and_those_of_others_do_not() -> None:
    ann, bob = shopdata.make_user(), shopdata.make_user("bob@example.com")
    tea, milk = shopdata.make_product("Tea"), shopdata.make_product("Milk")
    order = shopdata.make_order(tea, milk, user=ann)
    mine = make_touch(tea, 70_001, ann, at=MIDDAY - timedelta(days=1))
    make_touch(milk, 70_002, bob, at=MIDDAY - timedelta(minutes=1))
    make_touch(milk, 70_003, at=MIDDAY - timedelta(minutes=1))
    swept()
    assert owed(order)["Tea"] == ("direct", "4.00", 1, mine.pk)
    assert owed(order)["Milk"] == ("assisted", "4.00", 1, mine.pk)


def test_an_order_of_nobody_knows_no_touch_without_a_basket() -> None:
    tea, ann = shopdata.make_product("Tea"), shopdata.make_user()
    order, hers = shopdata.make_order(tea), shopdata.make_order(tea, user=ann)
    make_touch(tea, at=MIDDAY - timedelta(minutes=1))
    make_touch(tea, user=ann, at=MIDDAY - timedelta(minutes=2))
    swept()
    assert owed(order) == {}
    assert list(owed(hers)) == ["Tea"]


def test_the_unit_of_an_order_is_kept() -> None:
    order = ordered(shopdata.make_product("Tea"))
    OrderUnit.objects.create(order=order, unit=2**62)
    swept()
    assert MeasuredOrder.objects.get().unit == 2**62


def test_a_line_without_product_owes_nothing() -> None:
    tea, milk = shopdata.make_product("Tea"), shopdata.make_product("Milk")
    order = ordered(tea, milk)
    make_touch(tea, order.basket, at=MIDDAY - timedelta(minutes=1))
    milk.delete()
    swept()
    assert list(owed(order)) == ["Tea"]
    assert weighed(order) == ("8.00", "0.00", 2)


def test_queries_do_not_grow_with_orders() -> None:
    tea = shopdata.make_product("Tea")

    def queries(orders: int) -> int:
        for _ in range(orders):
            make_touch(tea, ordered(tea).basket, at=MIDDAY - timedelta(minutes=1))
        with CaptureQueriesContext(connection) as captured:
            assert swept().measured == orders
        return len(captured)

    queries(1)
    assert queries(2) == queries(40)
    assert Attribution.objects.count() == Touch.objects.count() == 43
