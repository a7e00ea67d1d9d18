"""Ten threads on hot products while two roll up: every event is counted, each once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from threading import Event as Flag

import pytest
from django.core.signals import request_finished
from django.db import connection
from django.utils import timezone

from crosssell import buffer
from crosssell.analytics import tracking
from crosssell.analytics.rollup import roll_up
from crosssell.analytics.rollup.counting import Counts
from crosssell.models import Event, Touch
from tests import shopdata
from tests.tracked import make_placed, rolled, rows, thing, widgets

THREADS, PAGES, HOT = 10, 25, 4

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_either")]


def on_its_own(work: Callable[[], Counts | None]) -> Callable[[], Counts | None]:
    """The work, on a connection of its own thread that is closed afterwards."""

    def run() -> Counts | None:
        try:
            return work()
        finally:
            connection.close()

    return run


def with_two_counting(look: Callable[[int], None]) -> Counts:
    """What is counted while every thread looks, and once more when all have."""
    together, looked = Barrier(THREADS), Flag()
    total = Counts()

    def looking(number: int) -> None:
        together.wait(20)
        look(number)

    def count() -> Counts:
        found = Counts()
        while not looked.is_set():
            found.add(roll_up(timezone.now()))
        return found

    with ThreadPoolExecutor(THREADS + 2) as pool:
        counting = [pool.submit(on_its_own(count)) for _ in range(2)]
        some = [
            pool.submit(on_its_own(lambda number=number: looking(number)))
            for number in range(THREADS)
        ]
        try:
            for one in some:
                one.result(120)
        finally:
            looked.set()
        for one in counting:
            total.add(one.result(120) or Counts())
    total.add(rolled())
    return total


def test_every_event_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffer, "BATCH", 60)
    placement, rule = make_placed()

    def look(number: int) -> None:
        for page in range(PAGES):
            things = [
                thing(
                    placement.pk,
                    product,
                    rule=rule.pk,
                    position=product,
                    rendering=1 + number * PAGES + page,
                )
                for product in range(1, HOT + 1)
            ]
            tracking.note_shown(placement.pk, things)
            tracking.note_back(tracking.VIEWABLE, things)
            tracking.note_back(tracking.CLICK, things[:1])
            tracking.note_touch(things[1], 2, 1, 1 + number, None)
            request_finished.send(sender=None)

    counts = with_two_counting(look)
    pages = THREADS * PAGES
    assert counts.failed == ()
    assert (counts.widgets, counts.impressions, counts.viewable) == (
        pages,
        HOT * pages,
        HOT * pages,
    )
    assert (counts.clicks, counts.touches, counts.again, counts.bad) == (pages, pages, 0, 0)
    assert rows("subject_id", "position") == [
        (1, 1, pages, pages, pages, 0, 0),
        (2, 2, pages, pages, 0, pages, 0),
        (3, 3, pages, pages, 0, 0, 0),
        (4, 4, pages, pages, 0, 0, 0),
    ]
    assert widgets("placement_id") == [(placement.pk, pages, 0)]
    assert Event.objects.count() == (HOT + 2) * pages
    assert Touch.objects.count() == pages


def test_what_all_send_at_once_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffer, "BATCH", 25)
    placement, _rule = make_placed()
    ann = shopdata.make_user()
    things = [thing(placement.pk, product, rendering=9) for product in range(1, 21)]

    def look(number: int) -> None:
        # Everybody begins elsewhere, so that the same rows are met in different orders.
        for one in things[number:] + things[:number]:
            tracking.note_back(tracking.CLICK, [one, one])
            tracking.note_touch(one, one.subject_id, 1, 5, ann)
            request_finished.send(sender=None)

    counts = with_two_counting(look)
    assert counts.failed == ()
    assert (counts.clicks, counts.touches) == (20, 20)
    assert counts.again == THREADS * 20 * 3 - 40
    assert rows("subject_id") == [(one.subject_id, 0, 0, 1, 1, 0) for one in things]
    assert Touch.objects.count() == 20
