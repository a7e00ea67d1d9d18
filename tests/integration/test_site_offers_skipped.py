"""Site offers that cannot touch a basket are not asked: same discounts, same messages."""

import random
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_class, get_model

from crosssell.oscar import reachable_offers
from crosssell.oscar.reachable_offers import reachable
from tests import shopdata
from tests.pricing import apply, apply_stock, given, off, site_offer

pytestmark = [pytest.mark.django_db, pytest.mark.both]
Benefit = get_model("offer", "Benefit")
Condition = get_model("offer", "Condition")
ConditionalOffer = get_model("offer", "ConditionalOffer")
Range = get_model("offer", "Range")


class Everything:
    """A range that is code."""

    name = "Everything that is code"

    def contains_product(self, product: Any) -> bool:
        return True

    def num_products(self) -> None:
        return None

    def all_products(self) -> Any:
        return shopdata.Product.objects.all()


def left(basket: Any) -> set[str]:
    return {one.name for one in reachable(ConditionalOffer.active.all(), basket)}


def names_asked(basket: Any, applicator: Any) -> set[str]:
    return {offer.name for offer in applicator.get_offers(basket, None)}


def upsells(basket: Any, applicator: Any) -> list[str]:
    """Oscar's own page of the basket, with that Applicator."""
    view = get_class("basket.views", "BasketView")()
    view.request = RequestFactory().get("/")
    view.request.basket, view.request.user = basket, None
    module = __import__(type(view).__module__, fromlist=["Applicator"])
    kept, module.Applicator = module.Applicator, applicator
    try:
        return [str(one["message"]) for one in view.get_upsell_messages(basket)]
    finally:
        module.Applicator = kept


def test_a_plain_range_without_the_baskets_products_is_left_out() -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    parent, (red, _blue) = shopdata.make_parent("Plate", {"Red": "3", "Blue": "3"})
    site_offer(tea, name="Tea")
    site_offer(cup, name="Cup", count=5)
    site_offer(cup, name="Cups for much", condition="Value", count=50)
    site_offer(cup, tea, name="Both", condition="Coverage", count=2)
    site_offer(parent, name="Plates")
    site_offer(name="Nothing")
    assert left(shopdata.make_basket(tea)) == {"Tea", "Both"}
    assert left(shopdata.make_basket(red)) == {"Plates"}


def test_whatever_is_no_plain_range_is_asked() -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    offers = {name: site_offer(cup, name=name) for name in ("All", "Class", "Category", "Code")}
    offers["All"].condition.range.__class__.objects.filter(
        pk=offers["All"].condition.range_id
    ).update(includes_all_products=True)
    offers["Class"].condition.range.classes.add(tea.product_class)
    offers["Category"].condition.range.included_categories.add(shopdata.make_category())
    Range.objects.filter(pk=offers["Code"].condition.range_id).update(
        proxy_class=f"{__name__}.Everything"
    )
    custom = site_offer(cup, name="Custom condition")
    Condition.objects.filter(pk=custom.condition_id).update(proxy_class="some.Condition", type="")
    zero = site_offer(cup, name="None needed")
    Condition.objects.filter(pk=zero.condition_id).update(value=0)
    assert left(shopdata.make_basket(tea)) == {*offers, "Custom condition", "None needed"}


def test_the_shops_applicator_asks_no_others() -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    site_offer(tea, name="Tea")
    site_offer(cup, name="Cup")
    applicator = get_class("offer.applicator", "Applicator")()
    assert names_asked(shopdata.make_basket(tea), applicator) == {"Tea"}
    # Asked by itself, it has no basket to look at.
    assert {one.name for one in applicator.get_site_offers()} == {"Tea", "Cup"}


def test_what_is_no_plain_query_is_left_alone() -> None:
    basket = shopdata.make_basket(shopdata.make_product("Tea"))
    site_offer(shopdata.make_product("Cup"), name="Cup")
    offers = ConditionalOffer.objects
    for some in (
        list(offers.all()),
        offers.all()[:5],
        offers.all().union(offers.all()),
        Range.objects.all(),
    ):
        assert reachable(some, basket) is some
    read = offers.all()
    assert len(read) == 1
    assert reachable(read, basket) is read


def test_classes_of_the_shop_decide_for_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    basket = shopdata.make_basket(shopdata.make_product("Tea"))
    site_offer(shopdata.make_product("Cup"), name="Cup")
    monkeypatch.setattr(Range, "contains_product", lambda self, product: True)
    reachable_offers._is_oscars_own.cache_clear()
    assert left(basket) == {"Cup"}
    monkeypatch.undo()
    reachable_offers._is_oscars_own.cache_clear()
    assert left(basket) == set()


def test_ours_failing_asks_all(monkeypatch: pytest.MonkeyPatch) -> None:
    basket = shopdata.make_basket(shopdata.make_product("Tea"))
    site_offer(shopdata.make_product("Cup"), name="Cup")
    monkeypatch.setattr(reachable_offers, "_out_of_reach", lambda ids: 1 / 0)
    assert names_asked(basket, get_class("offer.applicator", "Applicator")()) == {"Cup"}


def some_shop(dice: random.Random) -> list[Any]:
    """A few products, some of them variants, and offers of every kind over them."""
    category = shopdata.make_category("Food")
    products = [
        shopdata.make_product(
            f"P{n}", f"{dice.randint(1, 20)}.00", category=dice.choice([None, category])
        )
        for n in range(6)
    ]
    parent, children = shopdata.make_parent("Parent", {"C1": "3.00", "C2": "7.00"})
    for n in range(10):
        some = Range.objects.create(name=f"Range {n}", includes_all_products=dice.random() < 0.1)
        for product in dice.sample([*products, parent, *children], dice.randint(0, 3)):
            some.add_product(product)
        if dice.random() < 0.2:
            some.included_categories.add(category)
        if dice.random() < 0.1:
            some.classes.add(parent.product_class)
        if dice.random() < 0.2:
            some.excluded_products.add(dice.choice(products))
        condition = dice.choice(["Count", "Coverage", "Value"])
        benefit = dice.choice(["Percentage", "Absolute", "Fixed", "Multibuy", "Fixed price"])
        ConditionalOffer.objects.create(
            name=f"Offer {n}",
            exclusive=dice.random() < 0.5,
            priority=dice.randint(0, 3),
            max_basket_applications=dice.choice([1, 2]),
            condition=Condition.objects.create(
                range=some, type=condition, value=dice.choice([1, 2, 3, 9])
            ),
            benefit=Benefit.objects.create(
                range=None if benefit == "Fixed price" else some,
                type=benefit,
                value=None if benefit == "Multibuy" else Decimal(dice.randint(1, 9)),
            ),
        )
    return [*products, *children]


@pytest.mark.parametrize("seed", range(8))
def test_the_same_as_oscar_whatever_the_offers(seed: int) -> None:
    dice = random.Random(seed)
    products = some_shop(dice)
    stock = get_class("offer.applicator", "Applicator").__mro__[1]
    for _ in range(3):
        basket = shopdata.make_basket(*dice.sample(products, dice.randint(1, 3)))
        basket.add_product(dice.choice(products), dice.randint(1, 3))
        apply_stock(basket)
        expected = given(basket), off(basket), basket.total_excl_tax
        messages = upsells(basket, stock)
        apply(basket)
        assert (given(basket), off(basket), basket.total_excl_tax) == expected
        assert upsells(basket, get_class("offer.applicator", "Applicator")) == messages


@pytest.mark.parametrize("number", [1, 60])
def test_the_queries_do_not_grow_with_offers_out_of_reach(number: int) -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    for n in range(number):
        site_offer(cup, name=f"Offer {n}")
    basket = shopdata.make_basket(tea)
    basket.all_lines()._fetch_all()
    applicator = get_class("offer.applicator", "Applicator")()
    with CaptureQueriesContext(connection) as asked:
        assert applicator.get_offers(basket, None) == []
    assert len(asked) == 1
