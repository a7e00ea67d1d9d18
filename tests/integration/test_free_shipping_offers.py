"""A site offer that makes shipping cheaper from some value on, as a bar sees it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from crosssell.oscar.free_shipping import recognised
from tests import pricing, shopdata
from tests.delivering import FREE_FROM_50, short

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country() -> None:
    shopdata.make_country()


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "15.50")


def default_charge(basket: Any) -> Any:
    repository = get_class("shipping.repository", "Repository")()
    return repository.get_default_shipping_method(basket).calculate(basket).incl_tax


def test_an_offer_counts_prices_before_discounts(tea: Any, cup: Any) -> None:
    pricing.site_offer(tea, cup, **FREE_FROM_50, exclusive=False)
    pricing.site_offer(tea, percent="50", name="Half", priority=9, exclusive=False)
    basket = pricing.apply(shopdata.make_basket(tea, cup))
    assert short(basket) == [("Free week", "35.50", "14.50", False)]
    basket = pricing.apply(shopdata.make_basket(tea, cup, quantity=2))
    assert short(basket) == [("Free week", "71.00", "0.00", True)]
    assert default_charge(basket) == 0


def test_what_another_offer_has_taken_does_not_count(tea: Any, cup: Any) -> None:
    pricing.site_offer(tea, cup, **FREE_FROM_50)
    pricing.site_offer(tea, percent="50", name="Half", priority=9)
    basket = pricing.apply(shopdata.make_basket(tea, cup, quantity=2))
    assert short(basket) == [("Free week", "31.00", "19.00", False)]
    assert default_charge(basket) > 0


def test_only_products_of_the_range_count(tea: Any, cup: Any) -> None:
    parent, [small, _large] = shopdata.make_parent("Pot", {"S": "10.00", "L": "12.00"})
    kept = shopdata.make_product("Card", "60.00", is_discountable=False)
    pricing.site_offer(tea, parent, kept, **FREE_FROM_50)
    basket = pricing.apply(shopdata.make_basket(tea, cup, small, kept))
    assert short(basket) == [("Free week", "30.00", "20.00", False)]


def test_an_offer_is_recognised_before_tax_is_known(tea: Any) -> None:
    pricing.site_offer(
        tea, name="Sent free", condition="Value", count=50, benefit="Shipping percentage",
        percent="100",
    )  # fmt: skip
    basket = pricing.apply(shopdata.make_basket(tea), strategy=pricing.TaxLater())
    assert short(basket) == [("Sent free", "20.00", "30.00", False)]


def test_offers_that_give_this_visitor_nothing_are_left_out(tea: Any) -> None:
    pricing.site_offer(tea, **{**FREE_FROM_50, "name": "Voucher"}, kind="Voucher")
    pricing.site_offer(tea, **{**FREE_FROM_50, "name": "Off"}, status="Suspended")
    pricing.site_offer(
        tea, **{**FREE_FROM_50, "name": "Gone"}, end_datetime=timezone.now() - timedelta(days=1)
    )
    pricing.site_offer(
        tea, **{**FREE_FROM_50, "name": "Used"}, max_global_applications=1, num_applications=1
    )
    pricing.site_offer(tea, **{**FREE_FROM_50, "name": "Count", "condition": "Count"})
    dear = {"benefit": "Shipping fixed price", "percent": "20"}
    pricing.site_offer(tea, **{**FREE_FROM_50, "name": "Dear", **dear})
    pricing.site_offer(tea, **{**FREE_FROM_50, "name": "Sale", "benefit": "Percentage"})
    basket = pricing.apply(shopdata.make_basket(tea))
    assert short(basket) == []


def test_an_offer_that_this_customer_has_used_up_is_left_out(tea: Any) -> None:
    offer = pricing.site_offer(tea, **FREE_FROM_50, max_user_applications=1)
    ann, bob = shopdata.make_user(), shopdata.make_user("bob@example.com")
    shopdata.make_order(tea, user=ann).discounts.create(offer_id=offer.id, frequency=1)
    assert short(pricing.apply(shopdata.make_basket(tea, owner=ann), ann), ann) == []
    assert len(short(pricing.apply(shopdata.make_basket(tea, owner=bob), bob), bob)) == 1


class OnlyTea:
    """A range of the shop's own class."""

    name = "Only tea"

    def contains_product(self, product: Any) -> bool:
        return product.title == "Tea"


def test_a_range_of_the_shops_own_class_is_asked(tea: Any, cup: Any) -> None:
    offer = pricing.site_offer(tea, **FREE_FROM_50)
    get_model("offer", "Range").objects.filter(pk=offer.condition.range_id).update(
        proxy_class=f"{__name__}.OnlyTea"
    )
    basket = pricing.apply(shopdata.make_basket(tea, cup))
    assert short(basket) == [("Free week", "20.00", "30.00", False)]


def test_an_offer_that_helps_one_method_names_it(tea: Any) -> None:
    ten = {"benefit": "Shipping fixed price", "percent": "10", "name": "Express for 10"}
    pricing.site_offer(tea, **{**FREE_FROM_50, **ten})
    basket = pricing.apply(shopdata.make_basket(tea))
    [found] = recognised(basket, None, None)
    assert (found.label, found.methods, found.source) == (
        "Express for 10",
        ("Express delivery",),
        "offer",
    )


def test_an_offer_that_something_else_keeps_away_is_left_out(tea: Any) -> None:
    offer = pricing.site_offer(tea, **FREE_FROM_50)
    basket = pricing.apply(shopdata.make_basket(tea, quantity=3))
    assert [one["name"] for one in basket.shipping_discounts] == ["Free week"]
    del basket.offer_applications.applications[offer.id]
    for line in basket.all_lines():
        line.clear_discount()
    assert short(basket) == []


def queries(basket: Any) -> int:
    pricing.apply(basket)
    recognised(basket, None, None)
    pricing.apply(basket)
    with CaptureQueriesContext(connection) as captured:
        recognised(basket, None, None)
    return len(captured)


def test_queries_do_not_grow_with_lines_and_offers(tea: Any) -> None:
    pricing.site_offer(tea, percent="1", name="Sale", exclusive=False)
    few = shopdata.make_basket(tea)
    assert queries(few) == 0
    pricing.site_offer(tea, **FREE_FROM_50, exclusive=False)
    # The ranges of offers and of products, and which offers Oscar lets combine.
    assert queries(few) == 3
    many = [shopdata.make_product(f"Tea {at}", "3.00") for at in range(12)]
    for at in range(3):
        pricing.site_offer(*many, **{**FREE_FROM_50, "name": f"Week {at}"}, exclusive=False)
    pricing.site_offer(*many, percent="1", name="Sale of all", priority=3, exclusive=False)
    basket = shopdata.make_basket(tea, *many)
    assert queries(basket) == 3
    assert len(short(basket)) == 4


def test_an_empty_basket_asks_for_all_offers_once(tea: Any) -> None:
    pricing.site_offer(tea, **FREE_FROM_50)
    assert short(None) == [("Free week", "0.00", "50.00", False)]
    with CaptureQueriesContext(connection) as captured:
        recognised(None, None, None)
    assert len(captured) == 1
