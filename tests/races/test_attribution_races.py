"""Sweeps at once, and sweeps while orders change: every line once, and the last word stands."""

from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.analytics.attribution import measuring, sweep
from crosssell.analytics.attribution.measuring import measure
from crosssell.models import Attribution, MeasuredOrder, Touch
from tests import shopdata
from tests.races.at_once import PATIENCE, at_once
from tests.touched import make_touch, weighed

pytestmark = pytest.mark.django_db(transaction=True)
Order = get_model("order", "Order")
NOW = timezone.now()
PLACED = NOW - timedelta(hours=1)
CROWD = 6


@pytest.fixture
def orders() -> list[Any]:
    """Orders of one customer, each with one line that is owed directly and one as assisted."""
    ann = shopdata.make_user()
    tea, milk = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Milk", "1.00")
    make_touch(tea, user=ann, at=PLACED - timedelta(minutes=9))
    return [shopdata.make_order(tea, milk, user=ann, at=PLACED) for _ in range(450)]


def totals() -> tuple[int, int, int]:
    """Orders measured, lines owed directly, and lines owed as assisted."""
    kinds = Attribution.objects.values_list("kind", flat=True)
    return MeasuredOrder.objects.count(), *map(list(kinds).count, ("direct", "assisted"))


def test_many_sweeps_at_once_measure_each_order_once(orders: list[Any]) -> None:
    at_once([partial(sweep, NOW)] * CROWD)
    assert totals() == (450, 450, 450)
    assert set(MeasuredOrder.objects.values_list("value", "items", "taker")) == {(5, 2, True)}
    assert not sweep(NOW).measured


def test_orders_that_are_cancelled_while_they_are_measured(orders: list[Any]) -> None:
    some = orders[:40]
    sweep(NOW)

    def cancel() -> None:
        for order in some:
            order.pipeline = {"Complete": ("Cancelled",)}
            order.set_status("Cancelled")

    again = partial(measure, [order.pk for order in orders])
    at_once([cancel, again, again, partial(sweep, NOW)])
    left = MeasuredOrder.objects.filter(items__gt=0)
    assert left.count() == 410
    assert not left.filter(order__in=some).exists()
    owed = Attribution.objects.filter(measured__order__in=some)
    assert set(owed.values_list("amount", "quantity")) == {(0, 0)}


def test_what_was_read_before_a_change_is_never_written_after_it(
    orders: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    order = orders[0]
    measure([order.pk])
    has_read, read = Event(), measuring.placed

    def slow(ids: Any) -> Any:
        found = read(ids)
        if not has_read.is_set():
            has_read.set()
            # The other one writes the order now, and waits for the row that is locked here.
            cancelled.wait(PATIENCE)
        return found

    cancelled = Event()

    def cancel() -> None:
        has_read.wait(PATIENCE)
        Order.objects.filter(pk=order.pk).update(status="Cancelled")
        cancelled.set()
        measure([order.pk])

    monkeypatch.setattr(measuring, "placed", slow)
    at_once([partial(measure, [order.pk]), cancel])
    assert weighed(order) == ("0.00", "5.00", 0)


def test_touches_that_come_while_orders_are_measured(orders: list[Any]) -> None:
    first = Touch.objects.get()

    def add() -> None:
        for minute in range(8, 0, -1):
            with transaction.atomic():
                row = Touch.objects.get(pk=first.pk)
                row.pk, row.rendering = None, first.rendering + 1000 + minute
                row.at = PLACED - timedelta(minutes=minute)
                row.save()

    at_once([add, partial(sweep, NOW), partial(sweep, NOW), partial(sweep, NOW)])
    sweep(NOW)
    last = Touch.objects.latest("at")
    assert totals() == (450, 450, 450)
    assert set(Attribution.objects.values_list("touch", flat=True)) == {last.pk}


def test_a_sweep_that_is_killed_leaves_whole_orders_alone(
    orders: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(measuring.rewards_kept, "keep", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep(NOW)
    assert totals() == (0, 0, 0)
    monkeypatch.undo()
    assert sweep(NOW).measured == 450
    assert totals() == (450, 450, 450)
