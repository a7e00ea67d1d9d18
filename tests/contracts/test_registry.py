"""The registry: a duplicate, an unknown code and an unknown fact are errors at once."""

import pytest

from crosssell import registry


def _run(*_: object) -> None:
    """Do nothing."""


def _other(*_: object) -> None:
    """Do nothing either."""


@pytest.fixture(autouse=True)
def _own_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry.table, "plugins", {kind: {} for kind in registry.KINDS})


def test_a_plugin_is_found_by_kind_and_code() -> None:
    registry.condition("x", label="X", needs=("basket",))(_run)
    plugin = registry.get("conditions", "x")
    assert (plugin.label, plugin.needs, plugin.run) == ("X", ("basket",), _run)
    assert registry.all_of("conditions") == (plugin,)
    assert registry.all_of("filters") == ()


def test_each_decorator_fills_its_own_kind() -> None:
    registry.strategy("a", label="A", context=None)(_run)
    registry.filter("a", label="A")(_run)
    registry.boost("a", label="A")(_run)
    registry.reward("a", label="A")(_run)
    registry.tier_reward("a", label="A", gives="voucher")(_run)
    registry.widget("a", label="A", takes_rules=True)(_run)
    kinds = [kind for kind in registry.KINDS if registry.all_of(kind)]
    assert kinds == ["strategies", "filters", "boosts", "rewards", "tier_rewards", "widgets"]
    assert registry.get("tier_rewards", "a").gives == "voucher"
    assert registry.get("strategies", "a").context is None
    assert registry.get("widgets", "a").takes_rules


def test_a_duplicate_code_is_an_error_that_names_both() -> None:
    registry.filter("twice", label="A")(_run)
    with pytest.raises(registry.DuplicatePlugin, match="Two filters are called 'twice'"):
        registry.filter("twice", label="B")(_other)


def test_loading_the_same_plugin_again_is_no_duplicate() -> None:
    registry.filter("again", label="A")(_run)
    registry.filter("again", label="A")(_run)
    assert len(registry.all_of("filters")) == 1


def test_an_unknown_code_names_the_known_ones() -> None:
    registry.filter("known", label="A")(_run)
    with pytest.raises(
        registry.UnknownPlugin, match="There is no filter with the code 'nope'.*known"
    ):
        registry.get("filters", "nope")


def test_a_reward_of_a_tier_gives_what_is_known() -> None:
    with pytest.raises(ValueError, match="'x' gives the unknown 'discont'; known: discount"):
        registry.tier_reward("x", label="X", gives="discont")


def test_an_unknown_fact_is_refused() -> None:
    with pytest.raises(ValueError, match="needs the unknown fact 'weather'"):
        registry.condition("x", label="X", needs=("weather",))
