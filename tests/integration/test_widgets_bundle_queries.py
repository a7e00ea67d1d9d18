"""The bundle widget costs the same however many bundles, parts and placements there are."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import shopdata
from tests.bundled import make_bundle
from tests.learned import place

pytestmark = pytest.mark.django_db
CARDS = 6


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def more_bundles(*products: Any) -> None:
    food = shopdata.make_category("Food")
    for number in range(8):
        others = [shopdata.make_product(f"{number} {one}", category=food) for one in range(3)]
        make_bundle(*products, *others, food, name=f"Bundle {number}")


def test_on_a_product_page(client: Client) -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    address = tea.get_absolute_url()
    without = queries(client, address)
    for slot in ("product.below_price", "product.bottom"):
        place(widget="bundle", slot=slot, max_items=6)
    none = queries(client, address)
    make_bundle(tea, cup)
    one = queries(client, address)
    more_bundles(tea)
    many = queries(client, address)
    # Keys of the product and the bundles that it touches; whatever the engine asks for a slot.
    assert none - without <= 4
    # Shelves of categories are one query more where the cache does not hold them.
    assert many <= one + 1
    assert one - without <= 16


def test_in_the_basket(client: Client) -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    shopdata.fill_basket(client, tea)
    address = reverse("basket:summary")
    make_bundle(tea, cup)
    without = queries(client, address)
    place(widget="bundle", slot="basket.below_lines", max_items=6)
    one = queries(client, address)
    for number in range(8):
        make_bundle(tea, shopdata.make_product(f"Jam {number}"), name=f"Bundle {number}")
    many = queries(client, address)
    assert many <= one
    assert one - without <= 18


def test_on_the_cards_of_a_list(client: Client, search_index: Any) -> None:
    food = shopdata.make_category("Food")
    tea = shopdata.make_product("Tea", category=food)
    make_bundle(tea, shopdata.make_product("Cup"))
    placed = place(widget="bundle", slot="card.below_price")
    for number in range(CARDS):
        one = shopdata.make_product(f"Jam {number}", category=food)
        make_bundle(one, tea, name=f"Bundle {number}")
    search_index()
    address = food.get_absolute_url()
    assert client.get(address).content.decode().count("crosssell-teaser") == CARDS + 1
    many = queries(client, address)
    placed.delete()
    # Oscar's own cards cost a few queries each; the widget's line on them costs none more.
    assert many - queries(client, address) <= 16


def test_the_bundles_page(client: Client) -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    address = reverse("crosssell:bundle", kwargs={"slug": make_bundle(tea, cup).slug})
    one = queries(client, address)
    more_bundles(tea, cup)
    assert queries(client, address) <= one
