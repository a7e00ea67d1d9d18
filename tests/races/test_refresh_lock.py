"""Two refreshes at once, on the advisory lock of PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection

from crosssell.models import Run
from crosssell.models.lock import RefreshRunning, refresh_lock
from crosssell.refresh import refresh
from tests.shopdata import make_order, make_product

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work: Callable[[], object]) -> Callable[[], object]:
    """The work, on a connection of its own thread that is closed afterwards."""

    def run() -> object:
        try:
            return work()
        finally:
            connection.close()

    return run


def test_one_of_two_that_start_together_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    make_order(make_product(), make_product())
    both, refused = Barrier(2), Event()
    read = refresh.__globals__["read_orders"]

    def read_after_the_other_was_refused(*arguments: object) -> object:
        assert refused.wait(20)
        return read(*arguments)

    monkeypatch.setattr("crosssell.refresh.read_orders", read_after_the_other_was_refused)

    def one() -> str:
        both.wait(20)
        try:
            return refresh().state
        except RefreshRunning:
            refused.set()
            return "refused"

    with ThreadPoolExecutor(2) as pool:
        ends = [pool.submit(elsewhere(one)) for _ in range(2)]
        assert sorted(str(end.result(60)) for end in ends) == ["live", "refused"]
    assert Run.objects.get().state == "live"


def test_the_lock_goes_with_its_connection() -> None:
    held, ended = Event(), Event()

    def hold_and_die() -> None:
        with refresh_lock():
            held.set()
            assert ended.wait(20)
            # What the server sees of a process that was killed.
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(elsewhere(hold_and_die))
        assert held.wait(20)
        with pytest.raises(RefreshRunning), refresh_lock():
            pass
        ended.set()
        holder.result(20)
    assert any(free_again() for _ in range(200))


def free_again() -> bool:
    """Whether the lock is to be had; the server may notice the end of a connection a bit late."""
    try:
        with refresh_lock():
            return True
    except RefreshRunning:
        sleep(0.05)
        return False


def test_the_lock_is_given_back() -> None:
    for _ in range(2):
        with refresh_lock():
            pass
    with pytest.raises(ZeroDivisionError), refresh_lock():
        raise ZeroDivisionError
    with ThreadPoolExecutor(1) as pool:
        pool.submit(elsewhere(lambda: refresh_lock().__enter__())).result(20)
