"""Customers and bundles: a guest is known by e-mail, a cancelled order gives back."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model
from pytest_django import DjangoCaptureOnCommitCallbacks

from crosssell import holds
from tests.holding import states, tally
from tests.integration.storefront import ADDRESS, fetch, to_preview
from tests.integration.test_holds_checkout import PREVIEW, make_set, place
from tests.shopdata import fill_basket, make_country

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")


def as_guest(client: Client, email: str, products: list[Any]) -> None:
    make_country()
    fill_basket(client, *products)
    client.post(reverse("checkout:index"), {"username": email, "options": "anonymous"})
    client.post(reverse("checkout:shipping-address"), ADDRESS)
    client.post(reverse("checkout:shipping-method"), {"method_code": "standard"})


def test_a_guest_is_one_customer_by_the_address_of_the_mail(client: Client) -> None:
    bundle, products = make_set(per_customer=1)
    for email, total in [
        ("ann@example.com", "11.71"),
        ("ANN@example.com", "12.31"),
        ("bob@example.com", "11.71"),
    ]:
        guest = Client()
        as_guest(guest, email, products)
        assert f"${total}" in fetch(guest, PREVIEW)
        assert place(guest).url == reverse("checkout:thank-you")
        assert Order.objects.latest("pk").total_incl_tax == Decimal(total)
    assert tally(bundle)[0] == 2


def test_a_cancelled_order_gives_back_once(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    bundle, products = make_set(most_uses=1)
    to_preview(client, *products)
    place(client)
    order = Order.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        order.set_status("Being processed")
    assert tally(bundle)[0] == 1
    with django_capture_on_commit_callbacks(execute=True):
        order.set_status("Cancelled")
    assert (tally(bundle)[0], states()) == (0, ["given_back"])
    assert holds.sweep() == holds.Swept()
    assert tally(bundle)[0] == 0
