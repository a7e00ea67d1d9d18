"""Visits of the basket and of each step of the checkout, and the mail that ends it."""

from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import shopdata
from tests.integration.visiting import VISITS, get, sign_in, visit

ADDRESS = {
    "first_name": "Ann",
    "last_name": "Walker",
    "line1": "1 Main Street",
    "line4": "Springfield",
    "postcode": "62701",
    "state": "IL",
    "country": "US",
    "phone_number": "+12175550123",
}


@visit
def basket(client: Client) -> str:
    shopdata.fill_basket(client, shopdata.make_product("Tea"))
    return get(client, "basket:summary")


@visit
def empty_basket(client: Client) -> str:
    return get(client, "basket:summary")


@visit
def gateway(client: Client) -> str:
    shopdata.fill_basket(client, shopdata.make_product("Tea"))
    return get(client, "checkout:index")


def to_address(client: Client, *products: Any) -> str:
    """Sign in, put the products (else tea) in the basket and ask for the address."""
    sign_in(client)
    shopdata.make_country()
    shopdata.fill_basket(client, *(products or [shopdata.make_product("Tea")]))
    return get(client, "checkout:shipping-address")


def to_methods(client: Client, *products: Any) -> str:
    to_address(client, *products)
    assert client.post(reverse("checkout:shipping-address"), ADDRESS).status_code == 302
    return get(client, "checkout:shipping-method")


def to_payment(client: Client, *products: Any) -> str:
    html = to_methods(client, *products)
    code = html.split('name="method_code" value="')[1].split('"')[0]
    chosen = client.post(reverse("checkout:shipping-method"), {"method_code": code})
    assert chosen.status_code == 302
    return get(client, "checkout:payment-details")


def to_preview(client: Client, *products: Any) -> str:
    to_payment(client, *products)
    return get(client, "checkout:preview")


def to_thank_you(client: Client, *products: Any) -> str:
    to_preview(client, *products)
    placed = client.post(reverse("checkout:preview"), {"action": "place_order"}, follow=True)
    assert placed.redirect_chain[-1][0] == reverse("checkout:thank-you")
    return placed.content.decode()


VISITS["shipping_address"] = to_address
VISITS["shipping_methods"] = to_methods
VISITS["payment"] = to_payment
VISITS["preview"] = to_preview
VISITS["thank_you"] = to_thank_you


def last_mail() -> str:
    """Return the HTML of the mail sent last."""
    html: str = mail.outbox[-1].alternatives[0][0]
    return html


@visit
def order_mail(client: Client) -> str:
    to_thank_you(client)
    return last_mail()
