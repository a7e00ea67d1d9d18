"""The demo's example threshold: three tiers that give what they say, shown, made once."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_class

from crosssell import registry, slots
from crosssell.core.args import parse
from crosssell.models import Placement, Threshold, Tier, TierAmount, TierGift
from shop.demo import threshold_rows, thresholds
from tests import pricing, shopdata

pytestmark = pytest.mark.django_db
GIFTS = thresholds.EXAMPLES[-1].gifts


@pytest.fixture
def goods() -> dict[str, Any]:
    """A product of each category that the gifts name, sold once, and a meal for 12.50."""
    shopdata.make_country()
    made = {
        name: shopdata.make_product(f"A {name}", "3.00", category=shopdata.make_category(name))
        for name in GIFTS
    }
    shopdata.make_order(*made.values())
    return made | {"meal": shopdata.make_product("Meal", "12.50")}


def charges(basket: Any) -> dict[str, str]:
    methods = get_class("shipping.repository", "Repository")().get_shipping_methods(basket)
    return {one.code: str(one.calculate(basket).excl_tax) for one in methods}


def gifts() -> list[Any]:
    return [one.product for one in TierGift.objects.select_related("product")]


def test_it_has_three_tiers_and_the_last_is_a_gift(goods: dict[str, Any]) -> None:
    assert threshold_rows.create() == 3
    made = Threshold.objects.get()
    assert (made.active, made.starts_at, made.ends_at) == (True, None, None)
    found = TierAmount.objects.order_by("at_least").values_list("tier__reward", "at_least")
    assert list(found) == [
        ("free_shipping", Decimal(25)), ("percent", Decimal(45)), ("gift_of_choice", Decimal(70)),
    ]  # fmt: skip
    assert gifts() == [goods[name] for name in GIFTS]


def test_baskets_get_what_the_tiers_say(goods: dict[str, Any]) -> None:
    threshold_rows.create()
    one = pricing.apply(shopdata.make_basket(goods["meal"]))
    assert (pricing.given(one), charges(one)) == ({}, {"standard": "5.90", "express": "12.90"})
    two = pricing.apply(shopdata.make_basket(goods["meal"], quantity=2))
    assert charges(two) == {"standard": "0.00", "express": "12.90"}
    four = pricing.apply(shopdata.make_basket(goods["meal"], quantity=4))
    assert pricing.off(four) == {"Meal": "2.50"}


def test_the_gift_is_free(goods: dict[str, Any], client: Client) -> None:
    threshold_rows.create()
    shopdata.fill_basket(client, goods["meal"], quantity=6)
    tier = Tier.objects.get(reward="gift_of_choice")
    chosen = {"product": goods[GIFTS[1]].pk}
    client.post(reverse("crosssell:claim_gift", args=[tier.pk]), chosen)
    page = client.get("/basket/")
    basket = page.context["basket"]
    assert sorted(line.product.title for line in basket.all_lines()) == [f"A {GIFTS[1]}", "Meal"]
    assert basket.total_incl_tax == Decimal("71.25")


def test_shoppers_see_it(goods: dict[str, Any], client: Client) -> None:
    threshold_rows.create()
    before = client.get("/").content.decode()
    assert "Free delivery, 5 % off, a gift: it begins at $25.00." in before
    shopdata.fill_basket(client, goods["meal"])
    on_the_way = client.get("/basket/").content.decode()
    assert "$12.50" in on_the_way
    assert "free Standard delivery" in on_the_way


def test_its_placements_can_be_used(goods: dict[str, Any]) -> None:
    threshold_rows.create()
    assert Placement.objects.count() == len(thresholds.SHOWN)
    for shown in thresholds.SHOWN:
        assert slots.find(shown.slot)
        placement = Placement.objects.get(slot=shown.slot, widget=shown.widget)
        parse(registry.get("widgets", shown.widget).args, placement.args)


def test_a_second_start_undoes_nothing(goods: dict[str, Any]) -> None:
    assert threshold_rows.is_new()
    threshold_rows.create()
    assert not threshold_rows.is_new()
    TierAmount.objects.update(at_least=Decimal(99))
    Placement.objects.update(active=False)
    before = Placement.objects.count()
    assert threshold_rows.create() == 0
    assert set(TierAmount.objects.values_list("at_least", flat=True)) == {Decimal(99)}
    assert Placement.objects.filter(active=False).count() == before == Placement.objects.count()


def test_one_that_was_thrown_away_stays_away(goods: dict[str, Any]) -> None:
    threshold_rows.create()
    made = Threshold.objects.get()
    LogEntry.objects.create(
        user=shopdata.make_user(),
        content_type=ContentType.objects.get_for_model(Threshold),
        object_id=made.pk,
        object_repr=made.name,
        action_flag=DELETION,
    )
    made.delete()
    assert not threshold_rows.is_new()


def test_a_shop_of_other_goods_gives_what_sells_best() -> None:
    _milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    tea = shopdata.make_product("Tea")
    for one in (tea, small, large, large):
        shopdata.make_order(one)
    assert threshold_rows.create() == 3
    # A parent is no gift: its variant is that most orders hold.
    assert gifts() == [large]


def test_a_shop_that_sold_nothing_has_no_gift() -> None:
    assert threshold_rows.create() == 2
    assert set(Tier.objects.values_list("reward", flat=True)) == {"free_shipping", "percent"}
