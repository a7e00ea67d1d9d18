"""The row of a back-test tells its progress and result; the command prints them."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crosssell import backtest, tasks
from crosssell.models import BackTest
from tests import shopdata
from tests.learned import place, rule
from tests.shopdata import MIDDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Any:
    """A placement, and three orders of tea and cup."""
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    for number in range(3):
        shopdata.make_order(tea, cup, at=MIDDAY + timedelta(days=number))
    return place(rule(), max_items=1)


def test_the_task_does_the_rows_back_test(made: Any) -> None:
    row = BackTest.objects.create(placement=made, orders=1)
    tasks.backtest(row.pk)
    row.refresh_from_db()
    assert (row.state, row.progress, row.error) == ("done", 100, "")
    assert row.finished_at is not None
    assert row.result["sources"][0]["hit_rate"] == 1.0


def test_a_done_one_is_left_alone_and_a_broken_off_one_starts_anew(made: Any) -> None:
    done = BackTest.objects.create(placement=made, orders=1, state="done", result={"kept": 1})
    broken = BackTest.objects.create(placement=made, orders=1, state="running", progress=40)
    tasks.backtest(done.pk)
    tasks.backtest(broken.pk)
    tasks.backtest(10**6)
    done.refresh_from_db()
    broken.refresh_from_db()
    assert done.result == {"kept": 1}
    assert (broken.state, broken.result["asked"]) == ("done", 1)


def test_what_cannot_be_tested_is_told_in_the_row(made: Any) -> None:
    row = BackTest.objects.create(placement=None, orders=1)
    backtest.work(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "The placement was deleted.")


def test_a_failure_is_told_in_the_row_and_raised(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(backtest, "learn_until", fail)
    row = BackTest.objects.create(placement=made, orders=1)
    with pytest.raises(RuntimeError):
        backtest.work(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "RuntimeError: boom")


def test_progress_is_noted_in_the_row(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row = BackTest.objects.create(placement=made, orders=1)
    monkeypatch.setattr(backtest, "SECONDS_BETWEEN_NOTES", 0)
    seen = []

    def replay(pk: int, orders: int, note: Any) -> Any:
        note(40, "Replaying orders")
        seen.append(BackTest.objects.values_list("state", "progress", "stage").get(pk=row.pk))
        raise backtest.CannotTest("enough")

    monkeypatch.setattr(backtest, "backtest", replay)
    backtest.work(row.pk)
    assert seen == [("running", 40, "Replaying orders")]


def test_the_command_prints_a_table_or_json(made: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("crosssell_backtest", str(made.pk), "--orders", "1")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1 orders from 2026-06-03 to 2026-06-03, learned from 2."
    assert lines[2].split() == [
        "tested",
        "100.00%",
        "0.00%",
        "0.00%",
        "0.00%",
        "50.00%",
        "4.00",
        "USD",
    ]
    call_command("crosssell_backtest", str(made.pk), "--orders", "1", "--json")
    assert json.loads(capsys.readouterr().out)["kind"] == "product"


@pytest.mark.parametrize(("given", "words"), [("0", "1 or more"), ("99", "nothing to learn")])
def test_the_command_says_what_is_wrong(made: Any, given: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("crosssell_backtest", str(made.pk), "--orders", given)
