"""The demo's example rules: whole and usable, made once, and nobody's changes are undone."""

from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell import placements, registry, slots
from crosssell.admin.rules.words import RuleRows, rule_in_words, rule_names
from crosssell.models import MatrixEntry, Placement, Preference, Rule
from shop.demo import costs, rule_rows, rules
from shop.demo.brands import HOUSE
from tests import shopdata
from tests.attributes import describe

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def goods() -> dict[str, Any]:
    """A shop with every category and group that the examples name, and a few orders."""
    parts = [part for one in rules.EXAMPLES for part in (*one.when, *one.unless, *one.never)]
    named = [args["categories"] for _code, args in parts if "categories" in args]
    names = {name for one in named for name in one.names} | {"Ice"}
    for some in rules.RANGES.values():
        names |= set(some)
    made = {
        name: shopdata.make_product(f"A {name}", category=shopdata.make_category(name))
        for name in sorted(names)
    }
    ice = made["Ice"].categories.get()
    made["cubes"] = shopdata.make_product("Cubes", category=shopdata.make_category("Cubes", ice))
    Group.objects.create(name="Families")
    own = shopdata.make_product("Own oats", category=None)
    describe(own, brand=HOUSE)
    shopdata.make_order(own, made["Beer"])
    shopdata.make_order(made["Beer"], made["Cheese"])
    call_command("crosssell_setup", stdout=StringIO())
    return made | {"own": own}


def test_every_example_is_made_and_can_be_used(goods: dict[str, Any]) -> None:
    assert rule_rows.create() == len(rules.EXAMPLES) == 11
    drafts = Rule.objects.filter(active=False)
    assert drafts.get().name == "Draft: much the same for less"
    drafts.update(active=True)
    found = placements.load()
    shown = [view for some in found.by_slot.values() for view in some]
    views = [rule for view in shown for rule in view.rules]
    by_name = {view.name: view for view in views}
    for example in rules.EXAMPLES:
        view = by_name[example.name]
        assert view.problem == ""
        parts = (*view.conditions, *view.filters, *view.fallbacks, *view.boosts)
        assert [part.problem for part in parts] == [""] * len(parts)
        assert len(view.conditions) == len(example.when) + len(example.unless)
        assert len(view.pins) == len(example.pins)


def test_the_list_of_rules_reads_well(goods: dict[str, Any]) -> None:
    rule_rows.create()
    said = {}
    rows = [RuleRows.of(rule) for rule in Rule.objects.all()]
    names = rule_names(rows)
    for one in rows:
        said[one.rule.name.partition(":")[0]] = rule_in_words(one, names)
    assert said["Home page"] == (
        "Always show bestsellers, but never in Beer, "
        "best first by the strategy's own score (weight 40) and diversity, at most 1 of a category "
        "(weight 30) and margin (weight 20) and freshness, half as new after 90 days "
        f"(weight 10), always Own oats · {goods['own'].upc} at place 3."
    )


def test_examples_join_the_standard_placements(goods: dict[str, Any]) -> None:
    standard = Placement.objects.count()
    rule_rows.create()
    assert Placement.objects.count() == standard + sum(bool(one.title) for one in rules.SHOWN)
    for shown in rules.SHOWN:
        assert slots.find(shown.slot)
        assert registry.get("widgets", shown.widget).takes_rules
    hero = Placement.objects.get(slot="home.below_hero", title="Popular right now")
    assert [rule.name for rule in hero.rules.all()] == [
        "Home page: sells well, pays well, never two alike",
        "Bestsellers, not all alike",
    ]


def test_products_are_found_by_what_was_ordered(goods: dict[str, Any]) -> None:
    rule_rows.create()
    [pin] = Rule.objects.get(name__startswith="Home page").pins.all()
    assert (pin.product_id, pin.position) == (goods["own"].pk, 3)
    [best, _owned] = Rule.objects.get(name__startswith="Thank-you").filters.all()
    assert best.args == {"products": [goods["Beer"].pk]}
    assert set(Preference.objects.values_list("product_id", "never", "weight")) == {
        (goods["own"].pk, False, 60),
        (goods["Ice"].pk, True, 0),
        (goods["cubes"].pk, True, 0),
    }


def test_ranges_hold_their_categories(goods: dict[str, Any]) -> None:
    rule_rows.create()
    rule_rows.create()
    found = get_model("offer", "Range").objects.all()
    assert {one.name: {str(c) for c in one.included_categories.all()} for one in found} == {
        name: set(some) for name, some in rules.RANGES.items()
    }
    baking = Rule.objects.get(name__startswith="December")
    assert baking.args == {"range": found.get(name="For baking").pk}


def test_a_category_shows_what_the_matrix_says(goods: dict[str, Any], client: Client) -> None:
    rule_rows.create()
    page = client.get(goods["Pasta"].categories.get().get_absolute_url()).content.decode()
    assert "Goes with it" in page
    assert goods["Pasta sauce"].get_absolute_url() in page
    assert "Pasta likes a sauce" in page
    assert sorted(
        (str(one.main_category), str(one.companion_category)) for one in MatrixEntry.objects.all()
    ) == [("Pasta", "Cheese"), ("Pasta", "Pasta sauce")]


def test_a_second_start_undoes_nothing(goods: dict[str, Any]) -> None:
    rule_rows.create()
    mine = Rule.objects.get(name__startswith="Home page")
    mine.strategy = "top_rated"
    mine.save()
    mine.placements.clear()
    Preference.objects.update(weight=-5)
    before = Placement.objects.count()
    assert rule_rows.create() == 0
    assert Placement.objects.count() == before
    assert Rule.objects.get(pk=mine.pk).strategy == "top_rated"
    assert not mine.placements.exists()
    assert set(Preference.objects.values_list("weight", flat=True)) == {-5}


def test_a_shop_of_other_goods_gets_what_fits_it() -> None:
    assert rule_rows.create() == 4
    assert sorted(Rule.objects.values_list("name", flat=True)) == [
        "Category page: what the matrix says goes with it",
        "Draft: much the same for less",
        "Other customers: what goes with what they bought, the merchant's favourites first",
        "Product page: the better ones, a little dearer",
    ]
    assert not Preference.objects.exists()


@pytest.mark.parametrize(
    ("now", "year"),
    [
        (datetime(2026, 11, 30, 23, tzinfo=NEW_YORK), 2026),
        (datetime(2026, 12, 1, 0, tzinfo=NEW_YORK), 2027),
    ],
)
def test_the_scheduled_rule_is_still_to_come(
    now: datetime, year: int, goods: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localtime", lambda: now)
    rule_rows.create()
    rule = Rule.objects.get(name__startswith="December")
    assert rule.starts_at == datetime(year, 12, 1, tzinfo=NEW_YORK)
    assert rule.ends_at == datetime(year, 12, 27, tzinfo=NEW_YORK)


def test_costs_leave_15_to_45_percent_and_ask_once() -> None:
    tea = shopdata.make_product("Tea", "4.00")
    pot, (_small, big) = shopdata.make_parent("Pot", {"Small": "10.00", "Big": "20.00"})
    gone = shopdata.make_product("Gone", None)
    with CaptureQueriesContext(connection) as captured:
        found = costs.costs([tea.pk, pot.pk, big.pk, gone.pk])
    assert len(captured) == 1
    prices = {tea.pk: Decimal(4), pot.pk: Decimal(10), big.pk: Decimal(20)}
    assert found.keys() == prices.keys()
    for pk, price in prices.items():
        assert Decimal("0.55") <= found[pk] / price <= Decimal("0.85")
