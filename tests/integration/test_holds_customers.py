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
from tests.pricing import site_offer
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


USED = (
    "“Tea time” was ordered with your e-mail address before, as often as one customer can: "
    "your basket now saves less."
)


def test_a_guest_who_had_it_before_is_told_once() -> None:
    _bundle, products = make_set(per_customer=1)
    first, again, other = Client(), Client(), Client()
    as_guest(first, "ann@example.com", products)
    assert USED not in fetch(first, PREVIEW)
    place(first)
    as_guest(again, "ann@example.com", products)
    as_guest(other, "bob@example.com", products)

    assert "$11.71" in fetch(other, PREVIEW)
    assert USED not in fetch(other, PREVIEW)
    page = fetch(again, PREVIEW)
    assert "$12.31" in page
    assert page.count(USED) == 1
    assert USED not in fetch(again, PREVIEW)
    assert place(again).url == reverse("checkout:thank-you")


def test_a_bundle_that_is_gone_for_all_was_not_used_by_the_guest() -> None:
    bundle, products = make_set(per_customer=1)
    client = Client()
    as_guest(client, "ann@example.com", products)
    place(client)
    bundle.active = False
    bundle.save()
    as_guest(client, "ann@example.com", products)
    page = fetch(client, PREVIEW)
    assert "$12.31" in page
    assert USED not in page


def test_a_bundle_that_gives_way_to_an_offer_was_not_used_by_the_guest(client: Client) -> None:
    _bundle, products = make_set(per_customer=1)
    site_offer(products[0], percent="50")
    as_guest(client, "ann@example.com", products)
    page = fetch(client, PREVIEW)
    assert "$10.31" in page
    assert "e-mail address before" not in page


def test_an_error_in_telling_breaks_no_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    _bundle, products = make_set(per_customer=1)
    client = Client()
    monkeypatch.setattr("crosssell.used_before._less", lambda *_: 1 / 0)
    as_guest(client, "ann@example.com", products)
    assert "$11.71" in fetch(client, PREVIEW)


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
