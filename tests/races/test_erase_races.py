"""Erasing while others count: nothing that was read before is written after."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event as Flag
from typing import Any

import pytest
from django.utils import timezone

from crosssell import buffer
from crosssell.analytics import counting, exposures, measuring, tracking
from crosssell.analytics.attribution import sweep
from crosssell.analytics.measuring import measure
from crosssell.analytics.personal import erase
from crosssell.analytics.retention import prune
from crosssell.analytics.rollup import roll_up
from crosssell.models import Attribution, Event, Exposure, MeasuredOrder, OrderUnit, Touch
from tests import shopdata
from tests.races.at_once import PATIENCE, at_once
from tests.touched import make_touch
from tests.traced import make_test
from tests.tracked import thing

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


def test_touches_that_are_counted_this_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, tea = shopdata.make_user(), shopdata.make_product("Tea")
    basket = shopdata.make_basket(tea, owner=ann)
    tracking.note_touch(thing(3, tea.pk), tea.pk, 1, basket.pk, ann)
    buffer.flush()
    paused = Paused(counting.put_of)
    monkeypatch.setattr(counting, "put_of", paused)
    counts, _ = at_once([partial(roll_up, timezone.now()), partial(paused.erase, ann)])
    assert (counts.touches, counts.failed) == (1, ())
    assert not Touch.objects.exists()
    assert erase(ann).total == 0


def test_exposures_that_are_counted_this_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, test = shopdata.make_user(), make_test()
    order = shopdata.make_order(shopdata.make_product(), user=ann)
    OrderUnit.objects.create(order=order, unit=7)
    met = {"experiment": test.pk, "variant": test.variants.first().pk, "unit": 7}
    buffer.append(exposures.KIND, met, durable=True)
    buffer.flush()
    paused = Paused(exposures._known)
    monkeypatch.setattr(exposures, "_known", paused)
    at_once([partial(roll_up, timezone.now()), partial(paused.erase, ann)])
    assert not Exposure.objects.exists()
    assert erase(ann).total == 0


@pytest.mark.parametrize("before", [True, False])
def test_orders_that_are_measured_this_moment(
    before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, tea = shopdata.make_user(), shopdata.make_product("Tea")
    order = shopdata.make_order(tea, user=ann, at=PLACED)
    if before:
        measure([order.pk])
    make_touch(tea, user=ann, at=PLACED - timedelta(minutes=9))
    paused = Paused(measuring._touches)
    monkeypatch.setattr(measuring, "_touches", paused)
    works = [partial(measure, [order.pk], [order.pk]), partial(paused.erase, ann)]
    at_once(works)
    # Where the touch was gone when the order was to be written, the next sweep measures it.
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
