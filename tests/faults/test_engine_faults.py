"""A cache that is down, plugins that fail and rows that point at nothing never break a page."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings

from crosssell import engine, placements, quick_cache, registry
from crosssell.core.data import Verdict
from crosssell.facts import Facts
from tests import shopdata
from tests.learned import SLOT, learn, place, rule, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def _plugins_go_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {kind: dict(plugins) for kind, plugins in registry.table.plugins.items()}
    monkeypatch.setattr(registry.table, "plugins", kept)


@pytest.fixture
def broken_cache(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of all calls to a cache that fails each of them."""
    calls: list[str] = []

    class Broken:
        def __getattr__(self, name: str) -> Any:
            def fail(*args: Any, **kwargs: Any) -> Any:
                calls.append(name)
                raise ConnectionError("gone")

            return fail

    monkeypatch.setattr(quick_cache, "cache", Broken())
    monkeypatch.setattr(quick_cache, "_paused_until", 0.0)
    return calls


def test_without_the_cache_pages_show_the_same(broken_cache: list[str]) -> None:
    cup = shopdata.make_product("Cup")
    learn(best=[cup])
    place(rule("bestsellers"))
    assert shown(engine.plan(Facts.of(None), [SLOT])) == [["Cup"]]
    assert shown(engine.plan(Facts.of(None), [SLOT])) == [["Cup"]]
    # One failure, and the cache is left alone for some seconds.
    assert len(broken_cache) == 1


def test_a_cache_that_came_back_is_used_again(
    broken_cache: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(quick_cache, "monotonic", lambda: now[0])
    assert quick_cache.get(["a"]) == {}
    assert quick_cache.put({"a": 1}, None) is False
    assert broken_cache == ["get_many"]
    monkeypatch.setattr(quick_cache, "cache", cache)
    assert quick_cache.put({"a": 1}, None) is False
    now[0] += quick_cache.PAUSE_SECONDS
    assert quick_cache.put({"a": 1}, None) is True
    assert quick_cache.get(["a", "b"]) == {"a": 1}


def test_a_change_is_saved_while_the_cache_is_down(broken_cache: list[str]) -> None:
    learn(best=[shopdata.make_product("Cup")])
    made = place(rule("bestsellers"), title="Before")
    assert placements.current().by_slot[SLOT][0].title == "Before"
    made.title = "After"
    made.save()
    assert placements.current().by_slot[SLOT][0].title == "After"


def test_a_cache_that_keeps_nothing_is_no_cache() -> None:
    learn(best=[shopdata.make_product("Cup")])
    place(rule("bestsellers"))
    dummy = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    with override_settings(CACHES=dummy):
        assert not quick_cache.is_shared()
        assert shown(engine.plan(Facts.of(None), [SLOT])) == [["Cup"]]
    shared = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
        }
    }
    with override_settings(CACHES=shared):
        assert quick_cache.is_shared()


@pytest.mark.usefixtures("_plugins_go_again")
def test_a_strategy_that_fails_leaves_its_rule_empty(caplog: Any) -> None:
    learn(best=[shopdata.make_product("Cup")])

    @registry.strategy("failing", label="Failing")
    def failing(page: Any, asks: Any, source: Any) -> Any:
        raise RuntimeError("no luck")

    @registry.strategy("short", label="Answers too little")
    def short(page: Any, asks: Any, source: Any) -> Any:
        return []

    place(rule("failing"), rule("short"), rule("bestsellers"))
    assert shown(engine.plan(Facts.of(None), [SLOT])) == [["Cup"]]
    assert "Strategy failing failed" in caplog.text
    assert "Strategy short failed" in caplog.text


@pytest.mark.usefixtures("_plugins_go_again")
def test_a_condition_that_fails_holds_neither_way() -> None:
    learn(best=[shopdata.make_product("Cup")])

    @registry.condition("failing", label="Failing")
    def failing(page: Any, args: Any) -> Verdict:
        raise RuntimeError("no luck")

    place(rule("bestsellers", conditions=[("failing", {})]))
    place(rule("bestsellers", conditions=[("failing", {}, True)]))
    assert engine.plan(Facts.of(None), [SLOT]) == {}


@pytest.mark.usefixtures("_plugins_go_again")
def test_a_filter_that_fails_keeps_the_candidate_out() -> None:
    cup, pot = shopdata.make_product("Cup"), shopdata.make_product("Pot")
    learn(best=[cup, pot])

    @registry.filter("failing", label="Failing")
    def failing(page: Any, product: Any, args: Any) -> Verdict:
        if product.title == "Cup":
            raise RuntimeError("no luck")
        return Verdict(True)

    place(rule("bestsellers", filters=[("failing", {})]))
    assert shown(engine.plan(Facts.of(None), [SLOT])) == [["Pot"]]
    [placement] = engine.explain(Facts.of(None), SLOT).placements
    refused = placement.rules[0].candidates[0]
    assert (refused.title, refused.filter, refused.reason) == ("Cup", "failing", "failed")


@pytest.mark.usefixtures("_plugins_go_again")
def test_a_widget_without_rules_is_planned_without_items() -> None:
    @registry.widget("notice", label="Notice")
    def notice(planned: Any, facts: Any) -> Any:
        return {}

    place(widget="notice")
    [planned] = engine.plan(Facts.of(None), [SLOT])[SLOT]
    assert (planned.items, planned.main) == ((), None)
    assert engine.explain(Facts.of(None), SLOT).placements[0].shown


def test_the_answer_of_the_cache_is_used_and_holds_nothing_personal() -> None:
    cup, pot = shopdata.make_product("Cup"), shopdata.make_product("Pot")
    learn(best=[cup])
    place(rule("bestsellers"))
    engine.plan(Facts.of(None), [SLOT])
    [key] = [name for name in cache._cache if "candidates" in name]
    name = key.split(":", 2)[2]
    assert cache.get(name) == [(cup.pk, 999.0, 0, 0, "Bestseller")]
    cache.set(name, [(pot.pk, 1.0, 0, 0, "Bestseller")])
    assert shown(engine.plan(Facts.of(None), [SLOT])) == [["Pot"]]
    shopdata.StockRecord.objects.filter(product=pot).update(num_in_stock=0)
    assert engine.plan(Facts.of(None), [SLOT]) == {}


def test_candidates_are_not_kept_where_the_setting_says_so(settings: Any) -> None:
    settings.CROSSSELL = {"CANDIDATE_CACHE_SECONDS": 0}
    learn(best=[shopdata.make_product("Cup")])
    place(rule("bestsellers"))
    engine.plan(Facts.of(None), [SLOT])
    assert [name for name in cache._cache if "candidates" in name] == []


def test_answers_about_nothing_in_particular_are_not_kept() -> None:
    shopdata.make_product("Cup")
    place(rule("same_category"))
    assert engine.plan(Facts.of(None), [SLOT]) == {}
    assert [name for name in cache._cache if "candidates" in name] == []
