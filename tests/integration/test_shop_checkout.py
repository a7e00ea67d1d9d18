"""Checkout from the basket to the thank-you page, with paid delivery and the demo payment."""

from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_class, get_model

from shop.shipping.methods import Express, Standard
from tests import shopdata
from tests.integration.storefront import ADDRESS

pytestmark = pytest.mark.django_db
Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")


@pytest.fixture
def shopper(client: Client) -> Client:
    """A guest with tea for 8.00 in the basket who has given an address."""
    shopdata.make_country()
    shopdata.fill_basket(client, shopdata.make_product("Tea", "4.00"), quantity=2)
    client.post(reverse("checkout:index"), {"username": "ann@example.com", "options": "anonymous"})
    response = client.post(reverse("checkout:shipping-address"), ADDRESS)
    assert response.url == reverse("checkout:shipping-method")
    return client


def test_both_delivery_methods_cost_money_and_know_their_tax() -> None:
    basket = shopdata.make_basket(shopdata.make_product("Tea", "4.00"))
    methods = get_class("shipping.repository", "Repository")().get_shipping_methods(basket)
    assert [type(method) for method in methods] == [Standard, Express]
    charges = [method.calculate(basket) for method in methods]
    assert [(charge.excl_tax, charge.tax, charge.incl_tax) for charge in charges] == [
        (Decimal("5.90"), Decimal("0.41"), Decimal("6.31")),
        (Decimal("12.90"), Decimal("0.90"), Decimal("13.80")),
    ]
    assert {charge.currency for charge in charges} == {"USD"}


def test_a_browser_without_scripts_lets_a_guest_go_on(client: Client) -> None:
    shopdata.fill_basket(client, shopdata.make_product("Tea", "4.00"))
    page = client.get(reverse("checkout:index")).content.decode()
    field = page[page.index('name="password"') :].split(">")[0]
    assert "required" not in field
    returning = {"username": "ann@example.com", "options": "existing", "password": ""}
    assert client.post(reverse("checkout:index"), returning).context["form"].errors["password"]


def test_a_guest_buys_with_express_delivery(shopper: Client) -> None:
    page = shopper.get(reverse("checkout:shipping-method")).content.decode()
    assert "$6.31" in page
    assert "$13.80" in page
    shopper.post(reverse("checkout:shipping-method"), {"method_code": "express"})
    payment = shopper.get(reverse("checkout:payment-details")).content.decode()
    assert "This is a demo payment" in payment
    preview = shopper.post(reverse("checkout:preview"), {"outcome": "approve"})
    assert b'type="hidden" name="outcome" value="approve"' in preview.content
    placed = shopper.post(
        reverse("checkout:preview"), {"action": "place_order", "outcome": "approve"}, follow=True
    )
    order = Order.objects.get()
    assert order.number in placed.content.decode()
    assert order.total_incl_tax == Decimal("21.80")
    assert order.total_excl_tax == Decimal("20.90")
    assert order.shipping_code == "express"
    assert order.shipping_incl_tax == Decimal("13.80")
    source = order.sources.get()
    assert (source.source_type.name, source.amount_allocated) == ("Demo payment", Decimal("21.80"))
    assert [message.to for message in mail.outbox] == [["ann@example.com"]]


def test_a_refused_payment_orders_nothing_and_gives_the_basket_back(shopper: Client) -> None:
    shopper.post(reverse("checkout:shipping-method"), {"method_code": "standard"})
    refused = shopper.post(
        reverse("checkout:preview"), {"action": "place_order", "outcome": "refuse"}
    )
    assert "The demo payment was refused" in refused.content.decode()
    assert not Order.objects.exists()
    assert Basket.objects.get().status == Basket.OPEN
    again = shopper.post(reverse("checkout:preview"), {"action": "place_order"})
    assert again.status_code == 302
    assert Order.objects.get().total_incl_tax == Decimal("14.31")


@pytest.mark.parametrize("more", [{}, {"action": "place_order"}])
def test_an_unknown_outcome_is_asked_for_again(shopper: Client, more: dict[str, str]) -> None:
    shopper.post(reverse("checkout:shipping-method"), {"method_code": "standard"})
    response = shopper.post(reverse("checkout:preview"), {"outcome": "free", **more})
    assert "Select a valid choice" in response.content.decode()
    assert not Order.objects.exists()


def test_an_unknown_delivery_method_is_refused(shopper: Client) -> None:
    shopper.post(reverse("checkout:shipping-method"), {"method_code": "free-shipping"})
    response = shopper.get(reverse("checkout:payment-details"))
    assert response.url == reverse("checkout:shipping-method")


def test_fields_that_oscar_leaves_without_a_label_have_a_name(client: Client) -> None:
    shopdata.fill_basket(client, shopdata.make_product("Salt & pepper", "4.00"))
    basket = client.get(reverse("basket:summary")).content.decode()
    assert 'aria-label="Quantity of Salt &amp; pepper"' in basket
    assert 'aria-label="Password"' in client.get(reverse("checkout:index")).content.decode()
