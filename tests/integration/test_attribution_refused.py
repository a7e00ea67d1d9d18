"""What was cancelled or came back is subtracted, and counts again when it is taken up again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from crosssell.analytics.attribution import Swept
from crosssell.models import Attribution, MeasuredOrder
from tests import shopdata
from tests.touched import make_touch, owed, swept, weighed

pytestmark = pytest.mark.django_db
# Oscar dates events itself, so these orders are of today.
NOW = timezone.now()
PLACED = NOW - timedelta(hours=1)
Line, Order = get_model("order", "Line"), get_model("order", "Order")
FULL, NOTHING = ("30.00", "0.00", 6), ("0.00", "30.00", 0)
PIPELINE = {"Complete": ("Cancelled",), "Cancelled": ("Complete",), "Returned": ("Complete",)}


@pytest.fixture
def order(db: None) -> Any:
    """Three teas at 7.00 and three milks at 3.00; the tea was recommended."""
    tea, milk = shopdata.make_product("Tea", "7.00"), shopdata.make_product("Milk", "3.00")
    basket = shopdata.make_basket(tea, milk)
    made = shopdata.make_order(tea, milk, quantity=3, at=PLACED)
    Order.objects.filter(pk=made.pk).update(basket=basket)
    make_touch(tea, basket, at=PLACED - timedelta(minutes=5))
    swept(NOW)
    made = Order.objects.get(pk=made.pk)
    made.pipeline = PIPELINE
    assert weighed(made) == FULL
    return made


def amounts(order: Any) -> dict[str, tuple[str, int]]:
    return {title: (amount, pieces) for title, (_, amount, pieces, _) in owed(order).items()}


def events(order: Any, title: str, kind: str, quantity: int, name: str = "Shipping") -> None:
    """An event as the shop's own code makes it."""
    made = get_model("order", f"{name}EventType").objects.get_or_create(name=kind)[0]
    line = order.lines.filter(title=title)
    handler = get_class("order.processing", "EventHandler")()
    if name == "Shipping":
        handler.handle_shipping_event(order, made, line, [quantity])
    else:
        handler.handle_payment_event(order, made, 1, line, [quantity])


def test_a_cancelled_order_brings_nothing_until_it_is_taken_up_again(
    order: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        order.set_status("Cancelled")
    assert weighed(order) == NOTHING
    assert amounts(order) == {"Tea": ("0.00", 0)} | {"Milk": ("0.00", 0)}
    assert MeasuredOrder.objects.get().taker
    with django_capture_on_commit_callbacks(execute=True):
        order.set_status("Complete")
    assert weighed(order) == FULL
    assert amounts(order) == {"Tea": ("21.00", 3), "Milk": ("9.00", 3)}


def test_a_line_that_is_refused_on_its_own(
    order: Any, django_capture_on_commit_callbacks: Any
) -> None:
    tea = order.lines.get(title="Tea")
    tea.pipeline = {"Complete": ("Returned",)}
    with django_capture_on_commit_callbacks(execute=True):
        tea.set_status("Returned")
    assert weighed(order) == ("9.00", "21.00", 3)
    assert amounts(order) == {"Tea": ("0.00", 0), "Milk": ("9.00", 3)}


@pytest.mark.parametrize("status", ["Cancelled", "cancelled", "Refunded"])
def test_what_changed_past_the_signals_is_found_the_next_day(order: Any, status: str) -> None:
    Order.objects.update(status=status)
    assert swept(NOW) == Swept()
    swept(NOW + timedelta(days=1))
    assert weighed(order) == NOTHING
    Order.objects.update(status="Complete")
    swept(NOW + timedelta(days=2))
    assert weighed(order) == FULL


def test_an_old_order_that_changed_past_the_signals_is_found_too(order: Any) -> None:
    Line.objects.filter(title="Milk").update(status="RETURNED")
    swept(NOW + timedelta(days=200))
    assert weighed(order) == ("21.00", "9.00", 3)
    Order.objects.update(status="Canceled")
    swept(NOW + timedelta(days=201))
    assert weighed(order) == NOTHING
    assert amounts(order)["Tea"] == ("0.00", 0)


def test_a_line_that_is_taken_up_again_past_the_signals_is_found_within_weeks(order: Any) -> None:
    Line.objects.filter(title="Milk").update(status="Returned")
    swept(NOW + timedelta(days=10))
    assert weighed(order) == ("21.00", "9.00", 3)
    Line.objects.update(status="Complete")
    swept(NOW + timedelta(days=11))
    assert weighed(order) == FULL


def test_a_change_whose_signal_was_lost_is_found_by_the_next_sweep(order: Any) -> None:
    order.status_changes.create(old_status="Complete", new_status="Cancelled")
    Order.objects.update(status="Cancelled")
    assert swept(NOW) == Swept(again=1)
    assert weighed(order) == NOTHING


def test_pieces_that_came_back_are_told_by_events(order: Any) -> None:
    events(order, "Tea", "Shipped", 3)
    events(order, "Tea", "Returned", 1)
    assert swept(NOW) == Swept(again=1)
    assert weighed(order) == ("23.00", "7.00", 5)
    assert amounts(order) == {"Tea": ("14.00", 2), "Milk": ("9.00", 3)}
    events(order, "Tea", "Cancelled", 1)
    swept(NOW)
    assert weighed(order) == ("16.00", "14.00", 4)


def test_goods_and_money_that_come_back_are_the_same_pieces(order: Any) -> None:
    events(order, "Tea", "Returned", 1)
    events(order, "Tea", "Refunded", 2, "Payment")
    events(order, "Milk", "Settled", 3, "Payment")
    swept(NOW)
    assert weighed(order) == ("16.00", "14.00", 4)


def test_an_order_that_was_cancelled_before_it_was_measured_comes_back(order: Any) -> None:
    Order.objects.update(status="Cancelled")
    MeasuredOrder.objects.all().delete()
    swept(NOW)
    assert weighed(order) == NOTHING
    assert {one.kind: one.quantity for one in Attribution.objects.all()} == {
        "direct": 0,
        "assisted": 0,
    }
    Order.objects.update(status="Complete")
    swept(NOW + timedelta(days=90))
    assert weighed(order) == FULL
    assert amounts(order) == {"Tea": ("21.00", 3), "Milk": ("9.00", 3)}


def test_what_is_no_sale_yet_brings_nothing_yet(order: Any, settings: Any) -> None:
    settings.CROSSSELL = settings.CROSSSELL | {"ORDER_STATUSES": ["Paid"]}
    swept(NOW + timedelta(days=1))
    assert weighed(order) == NOTHING
    Order.objects.update(status="Paid")
    swept(NOW + timedelta(days=2))
    assert weighed(order) == FULL


def test_a_failure_never_reaches_whoever_cancels(
    order: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr("crosssell.receivers.measured.measure", None)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        order.set_status("Cancelled")
    assert Order.objects.get().status == "Cancelled"
    monkeypatch.setattr("crosssell.receivers.measured.transaction", None)
    order.set_status("Complete")
    assert swept(NOW) == Swept(again=1)


def test_an_order_that_is_not_measured_yet_waits_for_the_sweep(
    django_capture_on_commit_callbacks: Any,
) -> None:
    made = shopdata.make_order(shopdata.make_product("Tea"))
    made.pipeline = PIPELINE
    with django_capture_on_commit_callbacks(execute=True):
        made.set_status("Cancelled")
    assert not MeasuredOrder.objects.exists()
