"""The catalogue that other tests build on is a shop that one can buy from."""

from decimal import Decimal

import pytest
from django.test import Client

from tests import shopdata

pytestmark = pytest.mark.django_db


def test_a_product_is_shown_on_its_page(client: Client) -> None:
    product = shopdata.make_product("Green tea", "4.50", category=shopdata.make_category())
    assert "Green tea" in client.get(product.get_absolute_url()).content.decode()


def test_a_filled_basket_belongs_to_the_visitor(client: Client) -> None:
    _, (small, _) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    shopdata.fill_basket(client, small, shopdata.make_product(), quantity=2)
    basket = client.get("/basket/").context["basket"]
    assert [line.quantity for line in basket.all_lines()] == [2, 2]
    assert basket.total_excl_tax == Decimal("10.40")


def test_an_order_has_the_lines_and_total_of_its_products() -> None:
    user = shopdata.make_user(groups=["Regulars"])
    order = shopdata.make_order(
        shopdata.make_product("Tea", "4.00"), shopdata.make_product("Rusk", "1.50"), user=user
    )
    assert order.total_incl_tax == Decimal("5.50")
    assert order.lines.count() == 2
    assert user.groups.get().name == "Regulars"


def test_an_order_can_be_placed_as_checkout_does() -> None:
    basket = shopdata.make_basket(shopdata.make_product("Tea", "4.00"), quantity=3)
    order = shopdata.place_order(basket)
    assert order.total_incl_tax == Decimal("12.00")
    assert basket.status == "Submitted"


def test_search_finds_a_product_that_was_indexed(client: Client, search_index) -> None:
    shopdata.make_product("Green tea", category=shopdata.make_category())
    search_index()
    assert "Green tea" in client.get("/catalogue/").content.decode()
