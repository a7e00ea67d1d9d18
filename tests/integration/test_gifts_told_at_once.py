"""Where the page stays, its answer says that a gift has left, and the next page does not."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell import kept
from crosssell.models import Threshold, TierGift
from crosssell.oscar import waiting_messages
from tests import bundled, gifted, shopdata
from tests.gifted import claim, lines, told

pytestmark = pytest.mark.django_db
BASKET = reverse("basket:summary")
AJAX = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "10.00")


@pytest.fixture
def shopper(client: Client, tea: Any) -> Client:
    """Somebody with two teas and the gift that comes with them, who has read all messages."""
    gifted.ladder(shopdata.make_product("Mug <b>", "7.35", 3))
    gifted.fill(client, tea, quantity=2)
    claim(client)
    client.get(BASKET)
    return client


def test_the_basket_page(shopper: Client) -> None:
    data = gifted.as_form() | {"form-0-quantity": 1}
    answer = shopper.post(BASKET, data, **AJAX)
    said = json.loads(answer.content)["messages"]
    assert said["warning"] == [
        "The gift “Mug &lt;b&gt;” has left your basket: it is for orders from $20.00 on, and you "
        "are $10.00 away."
    ]
    assert lines() == [("Tea", 1, "")]
    assert told(shopper.get(BASKET)) == []


def test_without_scripts_the_next_page_says_it(shopper: Client) -> None:
    shopper.post(BASKET, gifted.as_form() | {"form-0-quantity": 1})
    said = told(shopper.get(BASKET))
    assert [text[:30] for text in said if "has left" in text] == ["The gift “Mug <b>” has left yo"]


def test_adding_in_place(shopper: Client, tea: Any) -> None:
    cup = shopdata.make_product("Cup", "5.00")
    bundled.make_bundle(cup)
    Threshold.objects.update(with_bundles=False)
    kept.changed()
    answer = shopper.post(reverse("crosssell:add_all"), {"product": cup.pk}, HTTP_HX_REQUEST="true")
    html = answer.content.decode()
    assert "The gift “Mug &lt;b&gt;” has left your basket: it does not go together" in html
    assert told(shopper.get(BASKET)) == []


def test_nothing_waits_where_nothing_was_said(shopper: Client) -> None:
    TierGift.objects.all().delete()
    kept.changed()
    basket = gifted.Basket.objects.get()
    waiting_messages.warn(basket, None, ["Nobody hears this."])
    assert waiting_messages.taken(basket) == []
