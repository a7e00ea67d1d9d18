"""What each shipping method costs a basket that has reached a tier: the best discount, once."""

from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_class, get_model

from crosssell import kept
from crosssell.models import Threshold
from tests import laddered, pricing, shopdata
from tests.delivering import germany
from tests.laddered import tier

pytestmark = pytest.mark.django_db
ShippingAddress = get_model("order", "ShippingAddress")


@pytest.fixture(autouse=True)
def _country() -> None:
    shopdata.make_country()


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


def methods(basket: Any, **kwargs: Any) -> list[Any]:
    return list(get_class("shipping.repository", "Repository")().get_shipping_methods(
        basket=basket, **kwargs
    ))  # fmt: skip


def charges(basket: Any, **kwargs: Any) -> dict[str, tuple[str, str, str]]:
    """By code: the charge without and with tax, and whose discount it holds."""
    return {
        one.code: (
            str(one.calculate(basket).excl_tax),
            str(one.calculate(basket).incl_tax),
            one.offer.name if one.is_discounted else "",
        )
        for one in methods(basket, **kwargs)
    }


STANDARD, EXPRESS = ("5.90", "6.31", ""), ("12.90", "13.80", "")
FREE = ("0.00", "0.00", "free delivery")


def test_every_method_is_free_from_the_amount_on(tea: Any) -> None:
    laddered.make_threshold(tier("40"))
    assert charges(pricing.apply(shopdata.make_basket(tea, quantity=2))) == {
        "standard": FREE,
        "express": FREE,
    }
    below = pricing.apply(shopdata.make_basket(tea))
    assert charges(below) == {"standard": STANDARD, "express": EXPRESS}


def test_only_the_method_that_the_merchant_names(tea: Any) -> None:
    laddered.make_threshold(tier("20", args={"methods": ["standard"]}))
    basket = pricing.apply(shopdata.make_basket(tea))
    assert charges(basket) == {"standard": FREE, "express": EXPRESS}
    [standard, express] = methods(basket)
    assert str(standard.discount(basket)) == "6.31"
    assert not express.is_discounted


def test_only_to_the_country_that_the_reward_names(tea: Any) -> None:
    laddered.make_threshold(tier("20", args={"countries": ["DE"]}))
    basket = pricing.apply(shopdata.make_basket(tea))
    there = ShippingAddress(country=germany())
    assert charges(basket, shipping_addr=there)["standard"] == FREE
    assert charges(basket, shipping_addr=ShippingAddress(country_id="US"))["standard"] == STANDARD
    # Nobody has said where to: the shop's default country, which is the first by name.
    assert charges(basket)["standard"] == FREE
    with override_settings(CROSSSELL={"DEFAULT_COUNTRY": "us"}):
        assert charges(basket)["standard"] == STANDARD


def test_a_customers_own_address_is_asked_for(tea: Any) -> None:
    ann = shopdata.make_user()
    ann.addresses.create(country=germany(), is_default_for_shipping=True)
    laddered.make_threshold(tier("20", args={"countries": ["DE"]}))
    basket = pricing.apply(shopdata.make_basket(tea, owner=ann), ann)
    with override_settings(CROSSSELL={"DEFAULT_COUNTRY": "US"}):
        assert charges(basket, user=ann)["express"] == FREE
        assert charges(basket)["express"] == EXPRESS


def test_a_threshold_of_another_country_gives_nothing_to_this_address(tea: Any) -> None:
    laddered.make_threshold(tier("20"), countries=["US"])
    basket = pricing.apply(shopdata.make_basket(tea))
    assert charges(basket)["standard"] == FREE
    assert charges(basket, shipping_addr=ShippingAddress(country=germany()))["standard"] == STANDARD


def test_of_an_offer_and_a_tier_each_method_gets_the_better_one(tea: Any) -> None:
    pricing.site_offer(tea, benefit="Shipping percentage", percent="50", name="Half")
    laddered.make_threshold(tier("20", args={"methods": ["express"]}))
    basket = pricing.apply(shopdata.make_basket(tea))
    assert charges(basket) == {"standard": ("2.9453", "3.15", "Half"), "express": FREE}
    assert not any(hasattr(one.method, "offer") for one in methods(basket))


def test_the_better_one_of_two_offers_of_the_shop(tea: Any) -> None:
    pricing.site_offer(
        tea, benefit="Shipping absolute", percent="1", name="First", priority=5, exclusive=False
    )
    pricing.site_offer(
        tea, benefit="Shipping fixed price", percent="2", name="Second", exclusive=False
    )
    basket = pricing.apply(shopdata.make_basket(tea, quantity=2))
    assert [one["name"] for one in basket.shipping_discounts] == ["First", "Second"]
    assert charges(basket)["standard"] == ("1.8700", "2.00", "Second")


def test_a_voucher_that_gives_less_gives_nothing_beside_a_tier(tea: Any) -> None:
    laddered.make_threshold(tier("20", args={"methods": ["standard"]}))
    basket = shopdata.make_basket(tea)
    pricing.add_voucher(basket, tea, benefit="Shipping fixed price", percent="1")
    pricing.apply(basket)
    assert charges(basket) == {"standard": FREE, "express": ("0.9348", "1.00", "Voucher SPRING")}


def test_of_two_that_give_the_same_the_tier_is_taken(tea: Any) -> None:
    laddered.make_threshold(tier("20"))
    basket = shopdata.make_basket(tea)
    pricing.add_voucher(basket, tea, benefit="Shipping percentage", percent="100")
    assert charges(pricing.apply(basket)) == {"standard": FREE, "express": FREE}


def test_two_tiers_are_one_discount(tea: Any) -> None:
    laddered.make_threshold(
        tier("10", args={"methods": ["standard"]}, label="cheap"), tier("20", label="all")
    )
    basket = pricing.apply(shopdata.make_basket(tea))
    assert {code: one[2] for code, one in charges(basket).items()} == {
        "standard": "cheap",
        "express": "all",
    }


def test_what_is_not_sent_needs_no_reward(tea: Any) -> None:
    laddered.make_threshold(tier("20"))
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=False)
    basket = pricing.apply(shopdata.make_basket(tea))
    [only] = methods(basket)
    assert (only.code, only.is_discounted) == ("no-shipping-required", False)


def test_tax_in_prices_and_tax_later(tea: Any) -> None:
    laddered.make_threshold(tier("24"))
    known = pricing.apply(shopdata.make_basket(tea), strategy=pricing.WithTax())
    assert charges(known)["standard"] == FREE
    later = pricing.apply(shopdata.make_basket(tea), strategy=pricing.TaxLater())
    assert charges(later)["standard"] == STANDARD
    Threshold.objects.all().delete()
    laddered.make_threshold(tier("20"))
    later = pricing.apply(later)
    assert charges(later)["standard"] == FREE


def test_a_shop_without_shipping_tiers_pays_no_query(tea: Any) -> None:
    basket = pricing.apply(shopdata.make_basket(tea))
    methods(basket)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            methods(basket)
        return len(captured)

    without = queries()
    laddered.make_threshold(tier("10", "percent"))
    pricing.apply(basket)
    basket.is_shipping_required()
    assert queries() == without
    laddered.make_threshold(tier("20"), name="Delivery")
    pricing.apply(basket)
    kept.forget()
    methods(basket)
    with override_settings(CROSSSELL={"DEFAULT_COUNTRY": "US", "PLACEMENT_STALE_SECONDS": 600}):
        assert queries() == without
