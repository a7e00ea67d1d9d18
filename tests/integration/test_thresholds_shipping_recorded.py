"""Which shipping offer an order records, whatever class the chosen method has."""

from decimal import Decimal
from typing import Any

import pytest
from oscar.apps.checkout.calculators import OrderTotalCalculator
from oscar.apps.shipping import methods as oscars
from oscar.apps.shipping.repository import Repository as OscarsRepository
from oscar.core.loading import get_class, get_model

from shop.shipping.methods import Standard
from tests import laddered, pricing, shopdata
from tests.laddered import tier

pytestmark = pytest.mark.django_db
HALF = {"benefit": "Shipping percentage", "percent": "50", "exclusive": False}


@pytest.fixture
def tea() -> Any:
    shopdata.make_country()
    return shopdata.make_product("Tea", "20.00")


def order(basket: Any, method: Any) -> Any:
    charge = method.calculate(basket)
    return get_class("order.utils", "OrderCreator")().place_order(
        basket=basket,
        total=OrderTotalCalculator().calculate(basket, charge),
        shipping_method=method,
        shipping_charge=charge,
    )


def recorded(order: Any) -> list[tuple[str, str]]:
    return [(one.offer_name, str(one.amount)) for one in order.discounts.all()]


def ours(basket: Any) -> Any:
    return get_class("shipping.repository", "Repository")().get_shipping_methods(basket)[0]


def two_offers_and_a_tier(tea: Any) -> Any:
    laddered.make_threshold(tier("20"))
    pricing.site_offer(tea, name="First", priority=5, **HALF)
    pricing.site_offer(tea, name="Second", **HALF)
    basket = pricing.apply(shopdata.make_basket(tea, quantity=2))
    names = [one["name"] for one in basket.shipping_discounts]
    assert names == ["First", "Second", "free delivery"]
    return basket


def test_with_oscars_repository_alone_what_it_used_is_recorded_once(tea: Any) -> None:
    basket = two_offers_and_a_tier(tea)
    shops = type("Repository", (OscarsRepository,), {"methods": (Standard(),)})
    [method] = shops().get_shipping_methods(basket)
    assert recorded(order(basket, method)) == [("First", "3.16")]


class Cheaper(Standard):
    """A method that takes something off by itself, and names no offer."""

    def discount(self, basket: Any) -> Decimal:
        return Decimal("2.00")


def test_a_method_that_names_no_offer_has_used_no_tier(tea: Any) -> None:
    basket = two_offers_and_a_tier(tea)
    assert recorded(order(basket, Cheaper())) == [("First", "2.00"), ("Second", "2.00")]


def test_discounts_that_the_shop_puts_on_top_of_each_other_are_all_used(tea: Any) -> None:
    basket = two_offers_and_a_tier(tea)
    method: Any = Standard()
    for one in basket.shipping_discounts[:2]:
        method = oscars.TaxInclusiveOfferDiscount(method, one["offer"])
    assert [name for name, _ in recorded(order(basket, method))] == ["First", "Second"]


def test_an_order_that_failed_is_placed_by_another_method(
    tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    basket = two_offers_and_a_tier(tea)
    first = basket.shipping_discounts[0]["offer"]

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patched:
        patched.setattr(get_class("order.utils", "OrderCreator"), "create_line_models", broken)
        with pytest.raises(RuntimeError):
            order(basket, oscars.TaxInclusiveOfferDiscount(Standard(), first))
    assert recorded(order(basket, ours(basket))) == [("free delivery", "6.31")]


def test_an_error_of_ours_leaves_the_order_to_oscar(
    tea: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    basket = two_offers_and_a_tier(tea)
    method = ours(basket)

    def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("crosssell.oscar.best_shipping.unused", broken)
    found = recorded(order(basket, method))
    assert found == [("First", "6.31"), ("Second", "6.31"), ("free delivery", "6.31")]
    assert "are recorded as Oscar does" in caplog.text


def test_what_the_shop_gives_free_itself_records_nothing(tea: Any) -> None:
    laddered.make_threshold(tier("20"))
    charges = get_model("shipping", "OrderAndItemCharges")
    method = charges(
        name="Post", code="post", price_per_order=Decimal(4), free_shipping_threshold=Decimal(15)
    )
    basket = pricing.apply(shopdata.make_basket(tea))
    shop = get_class("shipping.repository", "Repository")
    [found] = type("Repository", (shop,), {"methods": (method,)})().get_shipping_methods(basket)
    assert found is method
    placed = order(basket, found)
    assert (recorded(placed), str(placed.shipping_incl_tax)) == ([], "0.00")
