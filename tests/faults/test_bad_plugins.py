"""Plugins that sleep, flood, repeat or propose what is not there harm no page."""

import logging
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosssell import engine, registry, resting
from crosssell.core.data import Candidate, Page, Product, Source, Verdict
from crosssell.facts import Facts
from tests import shopdata
from tests.learned import SLOT, place, rule, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plugins, and the memory of slow ones, are gone afterwards."""
    kinds = {kind: dict(found) for kind, found in registry.table.plugins.items()}
    monkeypatch.setattr(registry.table, "plugins", kinds)
    monkeypatch.setattr(resting, "_slow", {})
    monkeypatch.setattr(resting, "_rests_until", {})


def plan() -> list[list[str]]:
    return shown(engine.plan(Facts.of(None), [SLOT]))


def proposing(*ids: int) -> list[Page]:
    """A strategy "odd" that proposes these; returns the pages that it is asked for."""
    asked: list[Page] = []

    @registry.strategy("odd", label="Odd", context=None)
    def odd(page: Page, asks: Sequence[Any], source: Source) -> list[list[Candidate]]:
        asked.append(page)
        return [[Candidate(pk, 1.0) for pk in ids] for _ in asks]

    return asked


def test_ten_thousand_candidates_are_cut_and_repeats_dropped() -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    proposing(tea.pk, tea.pk, cup.pk, *range(10**6, 10**6 + 10_000))
    place(rule("odd"))
    assert plan() == [["Tea", "Cup"]]
    (trace,) = engine.explain(Facts.of(None), SLOT).placements[0].rules
    # So many, because the first 50 did not fill the widget.
    assert len(trace.candidates) == 400


def test_drafts_ghosts_and_numbers_beyond_the_database_are_not_shown() -> None:
    tea = shopdata.make_product("Tea")
    draft = shopdata.make_product("Draft", is_public=False)
    proposing(draft.pk, 10**9, 0, -1, 10**30, tea.pk)
    place(rule("odd"))
    assert plan() == [["Tea"]]


def test_the_queries_are_the_same_however_many_are_proposed() -> None:
    made = [shopdata.make_product(f"P{n}") for n in range(30)]
    place(rule("odd"))

    def queries() -> int:
        plan()
        with CaptureQueriesContext(connection) as captured:
            plan()
        return len(captured)

    proposing(*(one.pk for one in made[:4]))
    few = queries()
    registry.table.plugins["strategies"].pop("odd")
    proposing(*(one.pk for one in made))
    assert queries() == few


def test_a_strategy_that_is_slow_three_times_rests_and_is_asked_again_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [0.0]
    monkeypatch.setattr(resting, "monotonic", lambda: clock[0])
    tea = shopdata.make_product("Tea")
    asked: list[float] = []

    @registry.strategy("sleepy", label="Sleepy", context=None)
    def sleepy(page: Page, asks: Sequence[Any], source: Source) -> list[list[Candidate]]:
        asked.append(clock[0])
        clock[0] += 1.5
        return [[Candidate(tea.pk, 1.0)] for _ in asks]

    place(rule("sleepy"))
    with caplog.at_level(logging.WARNING):
        assert [plan(), plan(), plan()] == [[["Tea"]]] * 3
        assert plan() == []
    assert len(asked) == 3
    assert caplog.messages[-1] == "Strategy sleepy is too slow and rests for 60 s."
    engine.explain(Facts.of(None), SLOT)
    assert len(asked) == 4
    clock[0] += 61
    assert plan() == [["Tea"]]


def test_one_quick_answer_forgives_slow_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(resting, "monotonic", lambda: clock[0])
    for seconds in (2, 2, 0.5, 2, 2):
        with resting.watched("sometimes"):
            clock[0] += seconds
    assert not resting.rests("sometimes")
    with resting.watched("sometimes"):
        clock[0] += 2
    assert resting.rests("sometimes")


@pytest.mark.parametrize("kind", ["strategies", "conditions", "filters"])
def test_what_raises_is_left_out_and_logged(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    shopdata.make_product("Tea")

    @registry.strategy("bad", label="Bad")
    def bad_strategy(page: Page, asks: Sequence[Any], source: Source) -> list[list[Candidate]]:
        raise RuntimeError("boom")

    @registry.condition("bad", label="Bad")
    def bad_condition(page: Page, args: Any) -> Verdict:
        raise RuntimeError("boom")

    @registry.filter("bad", label="Bad")
    def bad_filter(page: Page, product: Product, args: Any) -> Verdict:
        raise RuntimeError("boom")

    bad = {
        "strategies": {"strategy": "bad"},
        "conditions": {"strategy": "new_arrivals", "conditions": [("bad", {})]},
        "filters": {"strategy": "new_arrivals", "filters": [("bad", {})]},
    }[kind]
    place(rule(**bad))
    assert plan() == []
    assert "boom" in caplog.text
