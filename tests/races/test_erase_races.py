"""Erasing while others count: nothing that was read before is written after."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event as Flag
from typing import Any

import pytest
from django.utils import timezone

from crosssell import buffer
from crosssell.analytics import tracking
from crosssell.analytics.attribution import measuring, sweep
from crosssell.analytics.attribution.measuring import measure
from crosssell.analytics.personal import erase
from crosssell.analytics.retention import prune
from crosssell.analytics.rollup import exposures, roll_up
from crosssell.core.shown import encoded
from crosssell.models import (
    Attribution,
    BufferedEvent,
    Event,
    Exposure,
    MeasuredOrder,
    OrderUnit,
    Touch,
)
from tests import shopdata
from tests.races.at_once import PATIENCE, at_once
from tests.touched import make_touch
from tests.traced import make_test
from tests.tracked import put_in_table, thing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_table")]

# How long one is waited for who must not come; as long as he takes where nothing holds him.
A_WHILE = 3
PLACED = timezone.now() - timedelta(hours=1)


class Paused:
    """A function that stops after its work until somebody else has had his chance."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self.work = work
        self.has_read, self.goes_on = Flag(), Flag()

    def __call__(self, *args: Any, **more: Any) -> Any:
        found = self.work(*args, **more)
        if not self.has_read.is_set():
            self.has_read.set()
            self.goes_on.wait(A_WHILE)
        return found

    def erase(self, user: Any) -> int:
        """Erase as soon as the other has read."""
        assert self.has_read.wait(PATIENCE)
        found = erase(user).total
        self.goes_on.set()
        return found


class Slow:
    """The table of waiting events, whose reader stops before he takes what he has read."""

    def __init__(self) -> None:
        self.paused = Paused(lambda: None)
        self.objects = self

    def filter(self, **which: Any) -> Any:
        if which.get("pk__in"):
            self.paused()
        return BufferedEvent.objects.filter(**which)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Paused:
    made = Slow()
    monkeypatch.setattr(buffer, "BufferedEvent", made)
    return made.paused


def test_touches_that_are_counted_this_moment(slow: Paused) -> None:
    ann, tea = shopdata.make_user(), shopdata.make_product("Tea")
    basket = shopdata.make_basket(tea, owner=ann)
    fields = {"product": tea.pk, "quantity": 1, "basket": basket.pk, "user": ann.pk}
    put_in_table(tracking.TOUCH, [{"shown": encoded(thing(3, tea.pk)), **fields}])
    counts, _ = at_once([partial(roll_up, timezone.now()), partial(slow.erase, ann)])
    assert (counts.touches, counts.failed) == (1, ())
    assert not Touch.objects.exists()
    assert erase(ann).total == 0


def test_exposures_that_are_counted_this_moment(slow: Paused) -> None:
    ann, test = shopdata.make_user(), make_test()
    order = shopdata.make_order(shopdata.make_product(), user=ann)
    OrderUnit.objects.create(order=order, unit=7)
    met = {"experiment": test.pk, "variant": test.variants.first().pk, "unit": 7}
    put_in_table(exposures.KIND, [met])
    at_once([partial(roll_up, timezone.now()), partial(slow.erase, ann)])
    assert not Exposure.objects.exists()
    assert erase(ann).total == 0


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("touched", [True, False])
def test_orders_that_are_measured_this_moment(
    before: bool, touched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, tea = shopdata.make_user(), shopdata.make_product("Tea")
    order = shopdata.make_order(tea, user=ann, at=PLACED)
    if before:
        measure([order.pk])
    if touched:
        make_touch(tea, user=ann, at=PLACED - timedelta(minutes=9))
    OrderUnit.objects.create(order=order, unit=7)
    paused = Paused(measuring._touches)
    monkeypatch.setattr(measuring, "_touches", paused)
    works = [partial(measure, [order.pk], [order.pk]), partial(paused.erase, ann)]
    at_once(works)
    row = MeasuredOrder.objects.get()
    assert (row.unit, row.taker) == (0, False)
    sweep()
    assert MeasuredOrder.objects.get().taker is False
    assert not Attribution.objects.exists()
    assert not Touch.objects.exists()
    assert erase(ann).total == 0


def test_two_who_prune_at_once_count_each_row_once() -> None:
    shown = {"placement_id": 1, "subject": "product", "subject_id": 7, "position": 1}
    Event.objects.bulk_create(
        Event(kind="click", at=datetime(2026, 1, 1, tzinfo=UTC), rendering=number, **shown)
        for number in range(1_700)
    )
    found = at_once([partial(prune, timezone.now())] * 3)
    assert sum(one.total for one in found) == 1_700
    assert not Event.objects.exists()
