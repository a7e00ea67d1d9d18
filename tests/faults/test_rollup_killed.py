"""The roll-up killed by SIGKILL, anywhere: the next one counts everything, once."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from crosssell import buffer, stream
from crosssell.analytics import attribution, rollup, tracking
from crosssell.analytics.rollup import counting, touching
from crosssell.models import BufferMark, Event, Touch
from tests.faults.kill_refresh import die, in_a_fork
from tests.tracked import make_placed, rolled, rows, thing, widgets

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PAGES = 7
Place = Callable[[pytest.MonkeyPatch], None]


def on_entry(owner: Any, name: str) -> Place:
    return lambda monkeypatch: monkeypatch.setattr(owner, name, die)


def after_call(owner: Any, name: str, number: int = 1) -> Place:
    """Dies when that function has been called so many times."""

    def place(monkeypatch: pytest.MonkeyPatch) -> None:
        real, calls = getattr(owner, name), []

        def call_and_die(*arguments: Any, **named: Any) -> Any:
            found = real(*arguments, **named)
            calls.append(1)
            return die() if len(calls) == number else found

        monkeypatch.setattr(owner, name, call_and_die)

    return place


# A roll-up counts in three batches what was shown, and more of the other kinds.
PLACES = {
    "before anything": on_entry(counting, "Sources"),
    "counts written": after_call(counting, "add_counts"),
    "counts of the second batch": after_call(counting, "add_counts", 2),
    "events written": after_call(counting, "add_events"),
    "events of touches written": after_call(counting, "add_events", 5),
    "touches kept": after_call(counting, "keep"),
    "on the way to the touches": on_entry(touching, "families_of"),
    "before the orders": on_entry(attribution, "sweep"),
}
ON_A_STREAM = {
    "before the mark": on_entry(BufferMark, "save"),
    "after the commit": on_entry(stream, "forget"),
}


def killed_then_finished(monkeypatch: pytest.MonkeyPatch, place: Place) -> None:
    """Rolls up in a process that is killed at the place, then twice in one that is not."""
    placement, _rule = make_placed()
    monkeypatch.setattr(buffer, "BATCH", 3)
    for page in range(1, PAGES + 1):
        one = thing(placement.pk, rendering=page)
        tracking.note_shown(placement.pk, [one])
        tracking.note_back(tracking.VIEWABLE, [one])
        tracking.note_back(tracking.CLICK, [one, one])
        tracking.note_touch(one, 7, 1, page, None)
    buffer.flush()
    # A child must not talk over the connection of its parent.
    connection.close()
    with monkeypatch.context() as patch:
        place(patch)
        status = in_a_fork(lambda: rollup.roll_up(timezone.now()))
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert rolled().failed == ()
    again = rolled()
    assert (again.widgets, again.viewable, again.clicks, again.touches) == (0, 0, 0, 0)
    assert rows("subject_id") == [(7, PAGES, PAGES, PAGES, PAGES, 0)]
    assert widgets("placement_id") == [(placement.pk, PAGES, 0)]
    assert Event.objects.count() == 3 * PAGES
    assert Touch.objects.count() == PAGES


@pytest.mark.usefixtures("in_table")
@pytest.mark.parametrize("name", PLACES)
def test_in_the_table(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    killed_then_finished(monkeypatch, PLACES[name])


@pytest.mark.parametrize("name", [*PLACES, *ON_A_STREAM])
def test_on_a_stream(in_stream: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    killed_then_finished(monkeypatch, {**PLACES, **ON_A_STREAM}[name])
    assert in_stream.xlen("crosssell:shown") == in_stream.xlen("crosssell:back") == 0
