"""Ten threads note events while two count them: all of them are counted, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import connection
from django.db.models import Sum

from crosssell import buffer, viewing
from crosssell.models import ViewPair
from tests import shopdata

THREADS, EACH = 10, 60

pytestmark = pytest.mark.django_db(transaction=True)


def on_its_own(work: Callable[[], None]) -> Callable[[], None]:
    """The work, on a connection of its own thread that is closed afterwards."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    return run


@pytest.mark.usefixtures("in_either")
def test_every_view_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    tea, milk = shopdata.make_product("Tea"), shopdata.make_product("Milk")
    monkeypatch.setattr(buffer, "BATCH", 50)
    together, noted = Barrier(THREADS), Event()

    def look() -> None:
        together.wait(20)
        for _ in range(EACH):
            buffer.append("viewed", {"product": milk.pk, "before": [tea.pk]})
            request_finished.send(sender=None)

    def count() -> None:
        while not noted.is_set():
            viewing.roll_up()

    with ThreadPoolExecutor(THREADS + 2) as pool:
        counting = [pool.submit(on_its_own(count)) for _ in range(2)]
        looking = [pool.submit(on_its_own(look)) for _ in range(THREADS)]
        try:
            for one in looking:
                one.result(60)
        finally:
            noted.set()
        for one in counting:
            one.result(60)
    viewing.roll_up()
    assert ViewPair.objects.aggregate(all=Sum("visits")) == {"all": 3 * THREADS * EACH}


@pytest.mark.usefixtures("in_either")
def test_two_that_count_at_once_wait_for_each_other() -> None:
    # The mark is there already: making it is a lock of its own.
    buffer.drain("test", lambda events: None)
    buffer.append("test", {"n": 1})
    buffer.flush()
    inside, seen = Event(), []

    def slowly(events: Any) -> None:
        inside.set()
        # The other one must not hand over the same event meanwhile.
        assert not second_done.wait(1)
        seen.extend(events)

    second_done = Event()

    def second() -> None:
        assert inside.wait(20)
        buffer.drain("test", seen.extend)
        second_done.set()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(on_its_own(lambda: buffer.drain("test", slowly)))
        other = pool.submit(on_its_own(second))
        first.result(30)
        other.result(30)
    assert [event.fields for event in seen] == [{"n": 1}]
