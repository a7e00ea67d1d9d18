"""From the shop's order tables to the live run."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from crosssell import tasks
from crosssell.models import Bestseller, Pair, Run
from crosssell.models.lock import RefreshRunning, refresh_lock
from crosssell.refresh import refresh
from tests.shopdata import MIDDAY, make_order, make_parent, make_product, make_user

pytestmark = pytest.mark.django_db


def pairs(run: Run, place: str = "page") -> dict[tuple[int, int], list[int]]:
    """(product, partner) -> rank and the three plain counts."""
    rows = Pair.objects.filter(run_id=run.pk, place=place)
    columns = ("rank", "orders_together", "product_orders", "partner_orders")
    found = rows.values_list("product_id", "partner_id", *columns)
    return {(product, partner): counts for product, partner, *counts in found}


def sold(run: Run, window: int) -> list[tuple[int, int, int]]:
    """The bestsellers of a window as (product, orders, units), best first."""
    rows = Bestseller.objects.filter(run_id=run.pk, window=window).order_by("rank")
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    return [(row.product_id, row.orders, row.units) for row in rows]


def test_the_run_and_its_pairs() -> None:
    tea, cup, pot = (make_product(name) for name in ("Tea", "Cup", "Pot"))
    make_order(tea, cup, user=make_user())
    make_order(tea, cup, pot, at=MIDDAY - timedelta(days=180))
    make_order(tea)
    run = refresh("test")
    run.refresh_from_db()
    assert (run.state, run.source, run.stage, run.progress) == ("live", "test", "Done", 100)
    assert (run.orders, run.lines, run.products, run.pairs) == (3, 6, 3, 12)
    assert run.newest_order_at == MIDDAY
    assert run.started_at < run.finished_at
    assert pairs(run)[tea.pk, cup.pk] == [1, 2, 3, 2]
    assert pairs(run)[tea.pk, pot.pk] == [2, 1, 3, 1]
    common = 1 + 0.5 / 2**0.5
    score = Pair.objects.get(run=run, place="basket", product_id=tea.pk, rank=1).score
    assert score == pytest.approx((common / (2.5**0.5 * 1.5**0.3) * 2 / 4) ** 1.5)


def test_children_count_as_their_parent() -> None:
    shirt, (red, blue) = make_parent("Shirt", {"Red": "9.00", "Blue": "9.00"})
    sock = make_product("Sock")
    make_order(red, sock)
    make_order(blue, red, sock, at=MIDDAY - timedelta(days=1))
    run = refresh()
    assert pairs(run) == {(shirt.pk, sock.pk): [1, 2, 2, 2], (sock.pk, shirt.pk): [1, 2, 2, 2]}
    assert sold(run, 7) == [(shirt.pk, 2, 3), (sock.pk, 2, 2)]


def test_bestsellers_of_windows_that_end_at_the_newest_order() -> None:
    old, new = make_product("Old"), make_product("New")
    for days in (20, 25, 300):
        make_order(old, at=MIDDAY - timedelta(days=days), quantity=4)
    make_order(new, at=MIDDAY)
    run = refresh()
    assert sold(run, 7) == [(new.pk, 1, 1)]
    assert sold(run, 28) == sold(run, 90) == [(old.pk, 2, 8), (new.pk, 1, 1)]
    assert sold(run, 365) == [(old.pk, 3, 12), (new.pk, 1, 1)]


@pytest.mark.parametrize("status", ["Cancelled", "cancelled", "CANCELED", "Returned"])
def test_cancelled_and_returned_never_count(status: str) -> None:
    tea, cup, pot = (make_product(name) for name in ("Tea", "Cup", "Pot"))
    make_order(tea, cup)
    make_order(tea, pot, status=status)
    # A line that was cancelled alone leaves its order without the product.
    order = make_order(cup, pot)
    order.lines.filter(product=pot).update(status=status)
    run = refresh()
    assert set(pairs(run)) == {(tea.pk, cup.pk), (cup.pk, tea.pk)}
    assert (run.orders, run.lines) == (2, 3)


def test_whitelist_of_statuses(settings: Any) -> None:
    settings.CROSSSELL = {"ORDER_STATUSES": ["Shipped", "Paid"]}
    tea, cup, pot = (make_product(name) for name in ("Tea", "Cup", "Pot"))
    make_order(tea, cup, status="Paid")
    make_order(tea, pot, status="Pending")
    assert set(pairs(refresh())) == {(tea.pk, cup.pk), (cup.pk, tea.pk)}


def test_lines_without_a_product_are_left_out() -> None:
    tea, cup, gone = (make_product(name) for name in ("Tea", "Cup", "Gone"))
    make_order(tea, cup, gone)
    gone.delete()
    run = refresh()
    assert set(pairs(run)) == {(tea.pk, cup.pk), (cup.pk, tea.pk)}
    assert run.lines == 2


def test_the_shops_settings_are_used(settings: Any) -> None:
    settings.CROSSSELL = {"MIN_COMMON_ORDERS": 2, "MIN_BUYERS_FROM_ORDERS": 1, "TOP_N": 1}
    tea, cup, pot = (make_product(name) for name in ("Tea", "Cup", "Pot"))
    ann = make_user()
    for days in range(2):
        make_order(tea, cup, at=MIDDAY - timedelta(days=days), user=ann)
        make_order(tea, pot, at=MIDDAY - timedelta(days=days))
    make_order(cup, pot)
    # Ann alone bought tea and a cup; a cup and a pot went together once.
    assert set(pairs(refresh())) == {(tea.pk, pot.pk), (pot.pk, tea.pk)}


def test_an_empty_shop_learns_nothing_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("crosssell_refresh")
    run = Run.objects.get()
    assert (run.state, run.orders, run.pairs, run.newest_order_at) == ("live", 0, 0, None)
    assert (
        f"Run {run.pk} is live: 0 orders, 0 lines, 0 products, 0 pairs" in capsys.readouterr().out
    )
    call_command("crosssell_refresh", verbosity=0)
    assert capsys.readouterr().out == ""


def test_old_runs_are_pruned_with_their_rows(settings: Any) -> None:
    settings.CROSSSELL = {"KEEP_RUNS": 1}
    make_order(make_product(), make_product())
    first, second, third = refresh(), refresh(), refresh()
    states = dict(Run.objects.values_list("pk", "state"))
    assert states == {second.pk: "old", third.pk: "live"}
    kept = {second.pk, third.pk}
    assert set(Pair.objects.values_list("run_id", flat=True)) == kept
    assert set(Bestseller.objects.values_list("run_id", flat=True)) == kept
    assert first.pk not in kept


def test_a_dead_run_is_marked_failed_and_its_rows_go() -> None:
    make_order(make_product(), make_product())
    dead = Run.objects.create(started_at=timezone.now(), state="running")
    counts = {"orders_together": 1, "product_orders": 1, "partner_orders": 1}
    keys = {"run": dead, "place": "page", "product_id": 1, "rank": 1, "partner_id": 2}
    Pair.objects.create(**keys, score=1.0, **counts)
    run = refresh()
    dead.refresh_from_db()
    assert (dead.state, dead.error) == ("failed", "Ended before it was done.")
    assert dead.finished_at is not None
    assert set(Pair.objects.values_list("run_id", flat=True)) == {run.pk}


def test_an_error_leaves_the_old_run_live(monkeypatch: pytest.MonkeyPatch) -> None:
    make_order(make_product(), make_product())
    live = refresh()
    monkeypatch.setattr("crosssell.refresh.write_bestsellers", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        refresh()
    live.refresh_from_db()
    failed = Run.objects.exclude(pk=live.pk).get()
    assert (live.state, failed.state) == ("live", "failed")
    assert failed.error == "ZeroDivisionError: division by zero"
    monkeypatch.undo()
    assert refresh().state == "live"
    assert not Pair.objects.filter(run_id=failed.pk).exists()


def test_the_error_that_is_told_is_the_first_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        monkeypatch.setattr(Run, "objects", Gone())
        raise OperationalError("server closed the connection")

    class Gone:
        def filter(self, **_: object) -> None:
            raise InterfaceError("connection already closed")

    monkeypatch.setattr("crosssell.refresh.read_orders", fail)
    with pytest.raises(OperationalError, match="server closed"):
        refresh()


# PostgreSQL gives a connection its own lock again; tests/races has two connections.
@pytest.mark.sqlite
def test_two_at_once() -> None:
    with refresh_lock():
        with pytest.raises(RefreshRunning):
            refresh()
        with pytest.raises(CommandError, match="Another refresh is running"):
            call_command("crosssell_refresh")
        tasks.refresh()
    assert not Run.objects.exists()
    tasks.refresh(source="schedule")
    assert Run.objects.get().source == "schedule"


def test_progress_is_told_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crosssell.refresh.SECONDS_BETWEEN_NOTES", 0)
    make_order(make_product(), make_product())
    told: list[tuple[int, str]] = []
    noted: list[int] = []

    def progress(percent: int, stage: str) -> None:
        told.append((percent, stage))
        noted.append(Run.objects.get().progress)

    refresh(progress=progress)
    percents = [percent for percent, _ in told]
    assert percents == sorted(percents) == noted
    stages = list(dict.fromkeys(stage for _, stage in told))
    assert stages == [
        "Reading orders",
        "Counting pairs",
        "Writing pairs",
        "Removing old runs",
        "Done",
    ]
    assert {50, 65, 99, 100} <= set(percents)


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from io import StringIO

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    call_command("crosssell_refresh", stderr=shown, no_color=True)
    assert "\r100 % Done" in shown.getvalue()


def test_an_order_placed_while_reading_is_left_for_the_next_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from crosssell.oscar import orders

    tea, cup = make_product("Tea"), make_product("Cup")
    make_order(tea)
    read = orders._read_order_table

    def read_then_sell(*asked: Any) -> Any:
        found = read(*asked)
        make_order(tea, cup)
        return found

    monkeypatch.setattr(orders, "_read_order_table", read_then_sell)
    run = refresh()
    assert (run.orders, run.lines, run.products, run.pairs) == (1, 1, 2, 0)


def test_dates_before_1970() -> None:
    tea = make_product()
    make_order(tea, at=datetime(1969, 1, 1, tzinfo=UTC))
    run = refresh()
    assert run.newest_order_at == datetime(1969, 1, 1, tzinfo=UTC)
    assert sold(run, 7) == [(tea.pk, 1, 1)]


def test_customers_whose_keys_are_no_numbers(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    from django.db.models import UUIDField

    from crosssell.oscar import orders

    settings.CROSSSELL = {"MIN_BUYERS_FROM_ORDERS": 0}
    monkeypatch.setattr(orders, "IntegerField", UUIDField)
    tea, cup, pot = (make_product(name) for name in ("Tea", "Cup", "Pot"))
    ann = make_user()
    for _ in range(3):
        make_order(tea, cup, user=ann)
        make_order(tea, pot)
    assert set(pairs(refresh())) == {(tea.pk, pot.pk), (pot.pk, tea.pk)}


def test_a_shop_without_time_zones() -> None:
    from crosssell.oscar.columns import _from_values

    found = _from_values([datetime(1970, 1, 2), datetime(1969, 12, 31)])
    assert found.tolist() == [86_400_000_000, -86_400_000_000]
