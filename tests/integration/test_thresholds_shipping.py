"""Free shipping by a tier, from the basket page to the order: taken off once, and recorded once."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from tests import laddered, pricing, shopdata
from tests.integration.storefront import ADDRESS, get, sign_in
from tests.laddered import tier

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")


@pytest.fixture
def tea() -> Any:
    shopdata.make_country()
    return shopdata.make_product("Tea", "20.00")


def text(html: str) -> str:
    """The words of a page, with single spaces."""
    from django.utils.html import strip_tags

    return " ".join(strip_tags(html).split())


def go_to_methods(client: Client) -> str:
    """Say as a guest where to; returns the words of the page with the shipping methods."""
    client.post(reverse("checkout:index"), {"username": "ann@example.com", "options": "anonymous"})
    client.post(reverse("checkout:shipping-address"), ADDRESS)
    return text(get(client, "checkout:shipping-method"))


def buy(client: Client, method: str = "standard") -> Any:
    """Go through Oscar's checkout as a guest; returns the order."""
    go_to_methods(client)
    client.post(reverse("checkout:shipping-method"), {"method_code": method})
    client.post(
        reverse("checkout:preview"), {"action": "place_order", "outcome": "approve"}, follow=True
    )
    return Order.objects.get()


def recorded(order: Any) -> list[tuple[str, str, str, str]]:
    return [
        (one.category, one.offer_name, str(one.amount), one.voucher_code)
        for one in order.discounts.all()
    ]


def charged(order: Any) -> tuple[str, str, str]:
    return str(order.shipping_excl_tax), str(order.shipping_incl_tax), str(order.total_incl_tax)


def test_each_page_shows_what_checkout_charges(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("40", args={"methods": ["standard"]}))
    shopdata.fill_basket(client, tea)
    assert "Standard delivery $6.31" in text(get(client, "basket:summary"))
    shopdata.fill_basket(client, tea)
    basket = text(get(client, "basket:summary"))
    assert "Discount free delivery -$6.31 Shipping total (after discounts) $0.00" in basket
    assert "Order total $40.00" in basket
    methods = go_to_methods(client)
    assert "discount of $6.31 as your basket qualifies for the free delivery offer" in methods
    assert "$13.80" in methods
    client.post(reverse("checkout:shipping-method"), {"method_code": "standard"})
    response = client.post(reverse("checkout:preview"), {"outcome": "approve"})
    preview = text(response.content.decode())
    assert "Discount free delivery -$6.31" in preview
    assert "Order total $40.00" in preview


def test_the_order_records_it_once_by_its_name(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("20", label="delivery on us"))
    shopdata.fill_basket(client, tea)
    order = buy(client)
    assert charged(order) == ("0.00", "0.00", "20.00")
    assert recorded(order) == [("Shipping", "delivery on us", "6.31", "")]
    assert order.sources.get().amount_allocated == Decimal("20.00")
    assert str(order.shipping_before_discounts_incl_tax) == "6.31"
    order.user = sign_in(client)
    order.save()
    page = text(get(client, "customer:order", order_number=order.number))
    assert "delivery on us" in page
    assert "#T" not in page


def test_another_method_is_charged_and_nothing_recorded(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("20", args={"methods": ["standard"]}))
    shopdata.fill_basket(client, tea)
    order = buy(client, "express")
    assert charged(order) == ("12.90", "13.80", "33.80")
    assert recorded(order) == []


def test_an_offer_that_gave_less_is_not_used_up(client: Client, tea: Any) -> None:
    offer = pricing.site_offer(tea, benefit="Shipping percentage", percent="50", name="Half")
    laddered.make_threshold(tier("20", args={"methods": ["standard"]}))
    shopdata.fill_basket(client, tea)
    order = buy(client)
    assert recorded(order) == [("Shipping", "free delivery", "6.31", "")]
    offer.refresh_from_db()
    assert (offer.num_orders, offer.num_applications, str(offer.total_discount)) == (0, 0, "0.00")


def test_an_offer_that_gave_more_is_recorded_alone(client: Client, tea: Any) -> None:
    offer = pricing.site_offer(tea, benefit="Shipping percentage", percent="50", name="Half")
    laddered.make_threshold(tier("20", args={"methods": ["standard"]}))
    shopdata.fill_basket(client, tea)
    order = buy(client, "express")
    assert charged(order)[1:] == ("6.90", "26.90")
    assert recorded(order) == [("Shipping", "Half", "6.90", "")]
    offer.refresh_from_db()
    assert (offer.num_orders, str(offer.total_discount)) == (1, "6.90")


def test_of_a_voucher_and_a_tier_the_one_that_was_used(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("20", args={"methods": ["standard"]}))
    shopdata.fill_basket(client, tea)
    basket = get_model("basket", "Basket").objects.get()
    pricing.add_voucher(basket, tea, benefit="Shipping fixed price", percent="1")
    order = buy(client, "express")
    assert charged(order)[1:] == ("1.00", "21.00")
    assert recorded(order) == [("Shipping", "Voucher SPRING", "12.80", "SPRING")]


def test_beside_bundles_and_order_discounts(client: Client, tea: Any) -> None:
    pricing.site_offer(tea, percent="10", exclusive=False)
    laddered.make_threshold(tier("18"), tier("15", "percent", {"percent": "50"}))
    shopdata.fill_basket(client, tea)
    order = buy(client)
    assert charged(order) == ("0.00", "0.00", "9.00")
    assert sorted(recorded(order)) == [
        ("Basket", "50 % off", "9.00", ""),
        ("Basket", "Sale", "2.00", ""),
        ("Shipping", "free delivery", "6.31", ""),
    ]


def test_goods_that_are_not_sent_record_no_shipping(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("20"))
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=False)
    shopdata.fill_basket(client, tea)
    client.post(reverse("checkout:index"), {"username": "ann@example.com", "options": "anonymous"})
    get(client, "checkout:shipping-method", 302)
    client.post(reverse("checkout:preview"), {"action": "place_order", "outcome": "approve"})
    order = Order.objects.get()
    assert (order.shipping_code, recorded(order)) == ("no-shipping-required", [])
