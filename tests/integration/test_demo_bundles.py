"""The demo's example bundles: whole, given by baskets, made once, and nobody's changes undone."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from crosssell import registry, slots
from crosssell.models import Bundle, ComponentTarget, Placement, Rule, Run
from crosssell.sets.saved import in_basket
from shop.demo import bundle_rows, bundles, examples, load
from tests import shopdata
from tests.learned import learn

pytestmark = pytest.mark.django_db
Applicator = get_class("offer.applicator", "Applicator")
BEEF, BUNS, CHEESE = "Lean ground beef", "Hamburger buns", "Wrapped cheese slices"
PRICES = {"Frozen stuffed sandwich": "2.25", "Candy bar multipack": "1.39"}
SUGGESTED = f"Often in one basket: A {BUNS} + A {BEEF}"
LIVE = [one for one in bundles.EXAMPLES if not one.draft]


@pytest.fixture
def goods() -> dict[str, Any]:
    """A shop with all that the examples name, of which everything was bought once."""
    names = {name for one in bundles.EXAMPLES for part in one.parts for name in part.names}
    names |= {name for some in bundles.RANGES.values() for name in some}
    made = {
        name: shopdata.make_product(
            f"A {name}", PRICES.get(name, "4.00"), category=shopdata.make_category(name)
        )
        for name in sorted(names - set(bundles.RANGES))
    }
    shopdata.make_order(*made.values())
    return made


@pytest.fixture
def run(goods: dict[str, Any]) -> Run:
    """A live run: beef and buns are in seven orders of late, five of them with cheese."""
    for count in range(7):
        some = [goods[BEEF], goods[BUNS], *([goods[CHEESE]] if count < 5 else [])]
        shopdata.make_order(*some, at=timezone.now())
    for name in ("Charcoal", "French bread"):
        shopdata.make_order(goods[name], at=timezone.now())
    pairs = {goods[BEEF]: [goods[BUNS], goods[CHEESE]], goods[BUNS]: [goods[CHEESE]]}
    return learn(pairs, together=8)


def pieces(example: bundles.Example, goods: dict[str, Any]) -> Any:
    """The basket that just completes the bundle."""
    basket = shopdata.make_basket()
    least = example.args.get("quantities", [1])[0]
    for part in example.parts:
        names = [name for one in part.names for name in bundles.RANGES.get(one, [one])]
        for place in range(max(part.quantity, least)):
            basket.add_product(goods[names[place % len(names)]])
    Applicator().apply(basket)
    return basket


def test_a_bundle_of_every_kind_is_live_and_one_is_a_draft(goods: dict[str, Any], run: Run) -> None:
    assert bundle_rows.create() == len(bundles.EXAMPLES) + 1 == 9
    assert Bundle.objects.get(active=False).name == "Draft: barbecue weekend"
    live = Bundle.objects.filter(active=True)
    assert set(live.values_list("reward", flat=True)) == {
        one.code for one in registry.all_of("rewards")
    }
    assert {one.name for one in live} == {one.name for one in LIVE} | {SUGGESTED}


@pytest.mark.parametrize(
    ("example", "off"),
    list(zip(LIVE, ("1.20", "1.00", "0.80", "4.00", "1.00", "4.00", "1.00"), strict=True)),
    ids=[one.reward for one in LIVE],
)
def test_a_basket_that_completes_one_gets_what_its_name_says(
    example: bundles.Example, off: str, goods: dict[str, Any]
) -> None:
    bundle_rows.create()
    basket = pieces(example, goods)
    assert [(one.name, one.amount) for one in in_basket(basket)] == [(example.name, Decimal(off))]
    assert basket.total_incl_tax_excl_discounts - basket.total_incl_tax == Decimal(off)


def test_the_draft_gives_nothing(goods: dict[str, Any]) -> None:
    bundle_rows.create()
    [draft] = [one for one in bundles.EXAMPLES if one.draft]
    assert in_basket(pieces(draft, goods)) == []


def test_the_suggested_one_says_where_it_comes_from(goods: dict[str, Any], run: Run) -> None:
    bundle_rows.create()
    made = Bundle.objects.get(name=SUGGESTED)
    assert made.text == "Suggested by the shop's own orders: 7 of 9 held all of it."
    assert (made.active, made.parts) == (True, 2)
    basket = shopdata.make_basket(goods[BEEF], goods[BUNS])
    Applicator().apply(basket)
    assert [(one.name, one.amount) for one in in_basket(basket)] == [(SUGGESTED, Decimal("0.80"))]


def test_the_best_of_a_category_is_what_most_orders_hold(goods: dict[str, Any], run: Run) -> None:
    category = goods[BEEF].categories.get()
    hidden = shopdata.make_product("Hidden", category=category, is_public=False)
    for product in (shopdata.make_product("Seldom", category=category), *[hidden] * 20):
        shopdata.make_order(product)
    bundle_rows.create()
    targets = ComponentTarget.objects.filter(component__bundle__name="Burger night")
    assert {(one.kind, one.target) for one in targets} == {
        ("product", goods[name].pk) for name in (BEEF, BUNS, CHEESE)
    }


def test_placements_show_them(goods: dict[str, Any], client: Client) -> None:
    bundle_rows.create()
    for shown in bundles.SHOWN:
        assert slots.find(shown.slot)
        placement = Placement.objects.get(slot=shown.slot, widget="bundle")
        assert placement.args == {"bundles": shown.bundles}
    page = client.get(goods[CHEESE].get_absolute_url()).content.decode()
    assert "Burger night" in page
    assert "You save $1.20" in page
    shopdata.fill_basket(client, goods[BEEF], goods[BUNS])
    assert "Completes Burger night: save $1.20" in client.get("/basket/").content.decode()


def test_a_second_start_undoes_nothing(goods: dict[str, Any], run: Run) -> None:
    bundle_rows.create()
    mine = Bundle.objects.get(name="Burger night")
    mine.args = {"percent": "5"}
    mine.save()
    Placement.objects.update(title="Mine", active=False)
    before = Placement.objects.count()
    assert bundle_rows.create() == 0
    assert Bundle.objects.count() == 9
    assert Bundle.objects.get(pk=mine.pk).args == {"percent": "5"}
    assert Placement.objects.filter(title="Mine", active=False).count() == before


def test_a_shop_of_other_goods_gets_none() -> None:
    assert bundle_rows.create() == 0
    assert not Placement.objects.exists()


def test_examples_come_once(goods: dict[str, Any], run: Run) -> None:
    said: list[str] = []
    examples.create(said.append)
    assert said == [
        "Added 5 example rules.",
        "Added 9 example bundles.",
        "Added an example threshold of 3 tiers.",
        "Added sample figures for the reports. Take them out: manage.py sample_figures --remove",
    ]
    # What is thrown away in admin stays away.
    content_type = ContentType.objects.get_for_model(Bundle)
    for one in Bundle.objects.all():
        LogEntry.objects.create(
            user=shopdata.make_user(f"m{one.pk}@example.com"),
            content_type=content_type,
            object_id=one.pk,
            object_repr=one.name,
            action_flag=DELETION,
        )
        one.delete()
    Rule.objects.all().delete()
    examples.create(said.append)
    assert len(said) == 4
    assert not Bundle.objects.exists()


def test_a_shop_that_is_loaded_already_gets_the_examples(
    goods: dict[str, Any], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "enough", lambda key, wanted: True)
    out = StringIO()
    call_command("load_demo", orders="10", stdout=out)
    assert out.getvalue().splitlines()[0] == "The demo shop is loaded already."
    assert Bundle.objects.filter(active=True).count() == 8
    assert get_model("address", "Country").objects.filter(is_shipping_country=True).exists()
