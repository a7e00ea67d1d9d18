"""A shopper reads of an order what it recorded, not how Oscar calls its rows."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell.oscar.order_names import with_names
from tests.bundled import make_bundle
from tests.integration.storefront import fetch, to_preview
from tests.laddered import make_threshold, tier
from tests.pricing import site_offer
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db


def test_the_thank_you_page_names_bundles_and_rewards(client: Client) -> None:
    tea, milk, cup = (make_product(name, "10.00") for name in ("Tea", "Milk", "Cup"))
    make_bundle(tea, milk, name="Tea time")
    make_threshold(tier("5", "percent", {"percent": "5"}))
    site_offer(cup, name="Sale")
    to_preview(client, tea, milk, cup)
    client.post(reverse("checkout:preview"), {"action": "place_order", "outcome": "approve"})

    page = fetch(client, reverse("checkout:thank-you"))

    assert [name for name in ("Tea time", "5 % off", "Sale") if f"</span> {name}</td>" in page] == [
        "Tea time",
        "5 % off",
        "Sale",
    ]
    assert " #" not in page.split("Totals", 1)[1].split("</table>", 1)[0]


def test_the_rest_of_an_order_is_as_it_is() -> None:
    class Order:
        number = 7
        basket_discounts: tuple[Any, ...] = ()
        shipping_discounts: tuple[Any, ...] = ()

    shown = with_names(Order())
    assert (shown.number, shown.basket_discounts) == (7, [])
