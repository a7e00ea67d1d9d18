"""Killed while counting, by SIGKILL: every view is counted once, none is lost."""

import os
import signal
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from crosssell import buffer, stream, viewing
from crosssell.models import BufferMark, ViewPair
from tests import shopdata
from tests.faults.kill_refresh import die, in_a_fork

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

VISITS = 7


def before_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewing, "families_of", die)


def after_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    real = viewing.add_visits

    def add_and_die(*arguments: Any) -> None:
        real(*arguments)
        die()

    monkeypatch.setattr(viewing, "add_visits", add_and_die)


def in_the_second_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = viewing.add_visits, []

    def add_once(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            die()
        real(*arguments)

    monkeypatch.setattr(viewing, "add_visits", add_once)


def before_the_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BufferMark, "save", die)


def after_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "forget", die)


def killed_then_finished(
    monkeypatch: pytest.MonkeyPatch, place: Callable[[pytest.MonkeyPatch], None]
) -> Sequence[int]:
    """Notes views, rolls up in a process that is killed at the place, then in one that is not."""
    tea, milk = shopdata.make_product("Tea"), shopdata.make_product("Milk")
    monkeypatch.setattr(buffer, "BATCH", 3)
    for _ in range(VISITS):
        buffer.append("viewed", {"product": milk.pk, "before": [tea.pk]})
    buffer.flush()
    # A child must not talk over the connection of its parent.
    connection.close()
    with monkeypatch.context() as patch:
        place(patch)
        status = in_a_fork(viewing.roll_up)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    viewing.roll_up()
    viewing.roll_up()
    return list(ViewPair.objects.values_list("visits", flat=True))


@pytest.mark.parametrize(
    "place",
    [before_counting, after_counting, in_the_second_batch, before_the_mark, after_the_commit],
)
def test_on_a_stream(
    in_stream: Any, monkeypatch: pytest.MonkeyPatch, place: Callable[[pytest.MonkeyPatch], None]
) -> None:
    assert killed_then_finished(monkeypatch, place) == [VISITS] * 3
    assert in_stream.xlen("crosssell:viewed") == 0


@pytest.mark.usefixtures("in_table")
@pytest.mark.parametrize("place", [before_counting, after_counting, in_the_second_batch])
def test_in_the_table(
    monkeypatch: pytest.MonkeyPatch, place: Callable[[pytest.MonkeyPatch], None]
) -> None:
    assert killed_then_finished(monkeypatch, place) == [VISITS] * 3
