"""What is exactly what is live is replayed once; whatever differs is replayed by itself."""

from datetime import timedelta
from typing import Any

import pytest

from crosssell import backtest
from tests import shopdata
from tests.learned import place, rule
from tests.shopdata import MIDDAY

pytestmark = pytest.mark.django_db
ORDERS = 2


@pytest.fixture
def replays(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Four orders of tea and cup, two of them to replay; and which views were asked."""
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    for number in range(4):
        shopdata.make_order(tea, cup, at=MIDDAY + timedelta(days=number))
    asked: list[Any] = []
    shown = backtest._shown

    def count(facts: Any, job: Any, *rest: Any) -> tuple[list[int], bool]:
        asked.append(job)
        return shown(facts, job, *rest)

    monkeypatch.setattr(backtest, "_shown", count)
    return asked


def told(placement: Any) -> dict[str, dict[str, Any]]:
    result = backtest.backtest(placement.pk, orders=ORDERS)
    return {one["code"]: one for one in result.sources}


def test_what_is_live_already_is_not_replayed_twice(replays: list[Any]) -> None:
    found = told(place(rule(conditions=[("signed_in", {}, True)]), max_items=1))
    assert [job.drafts for job in replays] == [True, False] * ORDERS
    assert list(found) == ["tested", "live", "bestsellers"]
    assert found["live"] == {**found["tested"], "code": "live"}
    assert found["live"]["hits"] == ORDERS


def test_a_draft_rule_is_replayed_beside_what_is_live(replays: list[Any]) -> None:
    found = told(place(rule("matrix"), rule(active=False), max_items=1))
    assert len(replays) == 3 * ORDERS
    assert (found["tested"]["hits"], found["live"]["hits"]) == (ORDERS, 0)


def test_a_rule_with_dates_may_have_been_idle_then(replays: list[Any]) -> None:
    begun_later = MIDDAY + timedelta(days=3)
    found = told(place(rule(starts_at=begun_later), max_items=1))
    assert len(replays) == 3 * ORDERS
    assert (found["tested"]["hits"], found["live"]["hits"]) == (ORDERS, 0)


def test_another_placement_in_the_slot_is_replayed_by_itself(replays: list[Any]) -> None:
    place(rule("matrix"), max_items=1)
    found = told(place(rule(), max_items=1, active=False))
    assert len(replays) == 3 * ORDERS
    assert (found["tested"]["hits"], found["live"]["hits"]) == (ORDERS, 0)
