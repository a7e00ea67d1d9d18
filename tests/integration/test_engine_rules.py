"""What a merchant may say of a rule, and how a page finds its rules."""

import logging
from dataclasses import dataclass
from typing import Any

import pytest

from crosssell import engine, registry
from crosssell.core.data import Candidate, Page, Product, Verdict
from crosssell.facts import Facts
from crosssell.models import Preference, Rule
from tests import shopdata
from tests.learned import BEST, SLOT, learn, place, rule, shown, titled

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Named:
    """Titles in the order in which they are wanted."""

    titles: tuple[str, ...] = ()


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plugins that a test registers are gone afterwards."""
    kinds = {kind: dict(found) for kind, found in registry.table.plugins.items()}
    monkeypatch.setattr(registry.table, "plugins", kinds)


def plan(**page: Any) -> list[list[str]]:
    return shown(engine.plan(Facts.of(None, **page), [SLOT]))


def test_rules_after_one_that_stops_are_not_used() -> None:
    tea, cup, jam = titled("Tea", "Cup", "Jam")
    learn({tea: [cup]}, best=[jam])
    place(rule(priority=1, stop=True), rule("bestsellers", priority=2))
    assert plan(product=tea) == [["Cup"]]
    Rule.objects.update(stop=False)
    engine.placements.changed()
    assert plan(product=tea) == [["Cup", "Jam"]]


def test_a_rule_that_does_not_apply_stops_nothing() -> None:
    tea, cup, jam = titled("Tea", "Cup", "Jam")
    learn({tea: [cup]}, best=[jam])
    never = ("basket_total", {"at_least": "1"})
    place(rule(priority=1, stop=True, conditions=[never]), rule("bestsellers", priority=2))
    assert plan(product=tea) == [["Jam"]]


def test_fallbacks_follow_in_their_order_after_the_rules_own() -> None:
    tea, cup, jam, new = titled("Tea", "Cup", "Jam", "New")
    learn({tea: [cup]}, best=[jam])
    place(rule(fallbacks=[BEST, ("new_arrivals", {"days": 30})]))
    assert plan(product=tea) == [["Cup", "Jam", "New"]]


def test_pins_stand_at_their_places_only_where_the_rule_applies_and_may_be_shown() -> None:
    tea, cup, pot, jam, gone = [*titled("Tea", "Cup", "Pot", "Jam"), shopdata.make_product("Gone")]
    shopdata.Product.objects.filter(pk=gone.pk).update(is_public=False)
    learn({tea: [cup, pot]})
    made = rule(pins=[(jam, 2), (gone, 1), (tea, 1)])
    place(made)
    assert plan(product=tea) == [["Cup", "Jam", "Pot"]]
    made.conditions.create(code="basket_total", args={"at_least": "1"})
    assert plan(product=tea) == []


def test_what_the_merchant_wants_nowhere_is_shown_nowhere() -> None:
    tea, cup, pot = titled("Tea", "Cup", "Pot")
    learn({tea: [cup, pot]})
    place(rule(pins=[(cup, 1)]))
    assert plan(product=tea) == [["Cup", "Pot"]]
    preference = Preference.objects.create(product=cup, never=True)
    assert plan(product=tea) == [["Pot"]]
    (trace,) = engine.explain(Facts.of(None, product=tea), SLOT).placements[0].rules
    fates = [(one.title, one.label, one.outcome, one.reason) for one in trace.candidates]
    assert fates[0] == ("Cup", "pinned", "kept_out", "never_recommended")
    preference.delete()
    assert plan(product=tea) == [["Cup", "Pot"]]


def test_the_never_of_a_parent_holds_for_its_variants() -> None:
    tea = shopdata.make_product("Tea")
    parent, (child,) = shopdata.make_parent("Shirt", {"Red": "4.00"})
    place(rule(pins=[(child, 1)]))
    assert plan(product=tea) == [["Red"]]
    Preference.objects.create(product=parent, never=True)
    assert plan(product=tea) == []


@pytest.mark.usefixtures("plugins")
def test_boosts_order_candidates_and_are_explained_part_by_part() -> None:
    @registry.boost("title_length", label="Title length")
    def title_length(page: Page, one: Candidate, product: Product, args: Any) -> float:
        return len(product.title) / 10

    tea, cup, long = titled("Tea", "Cup", "Long title")
    learn({tea: [cup, long]})
    place(rule(boosts=[("title_length", {}, 10)]))
    assert plan(product=tea) == [["Long title", "Cup"]]
    (trace,) = engine.explain(Facts.of(None, product=tea), SLOT).placements[0].rules
    assert [(one.title, one.score, one.parts) for one in trace.candidates] == [
        ("Long title", 1.0, {"title_length": 1.0}),
        ("Cup", 0.3, {"title_length": 0.3}),
    ]


@pytest.mark.usefixtures("plugins")
def test_a_boost_that_fails_counts_nothing_and_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    @registry.boost("broken", label="Broken")
    def broken(page: Page, one: Candidate, product: Product, args: Any) -> float:
        raise RuntimeError("boom")

    tea, cup, pot = titled("Tea", "Cup", "Pot")
    learn({tea: [cup, pot]})
    place(rule(boosts=[("broken", {}, 10)]))
    with caplog.at_level(logging.ERROR):
        assert plan(product=tea) == [["Cup", "Pot"]]
    assert [one.getMessage() for one in caplog.records] == [
        "Boost broken failed; it counts nothing on this page."
    ]


@pytest.mark.usefixtures("plugins")
def test_the_merchants_weight_reaches_boosts_also_from_a_parent() -> None:
    @registry.boost("by_weight", label="By weight", needs=("candidate.weight",))
    def by_weight(page: Page, one: Candidate, product: Product, args: Any) -> float:
        return (product.weight + 100) / 200

    tea, cup, pot = titled("Tea", "Cup", "Pot")
    parent, (child,) = shopdata.make_parent("Shirt", {"Red": "4.00"})
    learn({tea: [cup, pot, child]})
    Preference.objects.create(product=parent, weight=50)
    Preference.objects.create(product=cup, weight=-50)
    place(rule(boosts=[("by_weight", {}, 10)]))
    assert plan(product=tea) == [["Red", "Pot", "Cup"]]


@pytest.mark.usefixtures("plugins")
def test_rules_are_asked_in_waves_until_the_widget_is_full() -> None:
    asked: list[str] = []

    @registry.strategy("titled", label="Titled", args=Named, context=None)
    def by_title(page: Page, asks: Any, source: Any) -> list[list[Candidate]]:
        asked.extend(title for ask in asks for title in ask.titles)
        ids = dict(shopdata.Product.objects.values_list("title", "pk"))
        return [[Candidate(ids[t], 1.0) for t in ask.titles if t in ids] for ask in asks]

    titled("P1", "P9", "P30", "P31")
    place(*(rule("titled", {"titles": [f"P{n}"]}, priority=n) for n in range(1, 40)), max_items=2)
    assert plan() == [["P1", "P9"]]
    assert asked == [f"P{n}" for n in range(1, 25)]
    asked.clear()
    assert [t.applies for t in engine.explain(Facts.of(None), SLOT).placements[0].rules] == (
        [True] * 39
    )
    assert len(asked) == 39


@pytest.mark.usefixtures("plugins")
def test_only_the_rules_of_the_pages_keys_are_tried() -> None:
    tried: list[int] = []

    @dataclass(frozen=True)
    class One:
        product: int = 0

    def keys(args: One) -> list[registry.Key]:
        return [("product", args.product)]

    @registry.condition("is_one", label="Is one", args=One, keys=keys)
    def is_one(page: Page, args: One) -> Verdict:
        tried.append(args.product)
        return Verdict.when(page.product is not None and page.product.id == args.product, "other")

    tea, cup, jam = titled("Tea", "Cup", "Jam")
    learn({tea: [cup]}, best=[jam])
    others = [rule("bestsellers", conditions=[("is_one", {"product": n + 1000})]) for n in range(9)]
    place(*others, rule(conditions=[("is_one", {"product": tea.pk})]))
    assert plan(product=tea) == [["Cup"]]
    assert tried == [tea.pk]
    tried.clear()
    engine.explain(Facts.of(None, product=tea), SLOT)
    assert len(tried) == 10


def test_a_stopped_rule_says_so_in_the_explanation() -> None:
    tea, cup = titled("Tea", "Cup")
    learn({tea: [cup]})
    place(rule(priority=1, stop=True, name="First"), rule("bestsellers", priority=2, name="Second"))
    first, second = engine.explain(Facts.of(None, product=tea), SLOT).placements[0].rules
    assert (first.applies, first.stop, second.applies, second.code) == (
        True,
        True,
        False,
        "stopped",
    )


def test_where_filters_leave_too_few_more_candidates_are_asked_for() -> None:
    food, deep = shopdata.make_category("Food"), shopdata.make_category("Deep")
    made = [shopdata.make_product(f"P{n}", category=food) for n in range(60)]
    for one in made[57:]:
        shopdata.ProductCategory.objects.create(product=one, category=deep)
    learn(best=made)
    place(rule("bestsellers", filters=[("category_in", {"categories": [deep.pk]})]))
    assert plan() == [["P57", "P58", "P59"]]
    (trace,) = engine.explain(Facts.of(None), SLOT).placements[0].rules
    assert len(trace.candidates) == 60
    assert [one.title for one in trace.candidates if one.outcome == "shown"] == plan()[0]
