"""Prices and choices on tiles and product pages."""

from decimal import Decimal

import pytest
from django.test import Client
from oscar.apps.partner.strategy import Default
from oscar.core.loading import get_model

from shop.prices import Price, price_of
from shop.templatetags.shop_tags import variants
from shop.thumbnails import SharpThumbnail
from tests import shopdata

pytestmark = pytest.mark.django_db
Basket = get_model("basket", "Basket")


def test_a_parent_costs_what_its_cheapest_child_that_can_be_bought_costs() -> None:
    milk, _children = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    gone = shopdata.make_product("0.5 l", "0.70", stock=0, parent=milk)
    assert price_of(Default(), milk) == Price(Decimal("1.20"), True, "USD")
    gone.stockrecords.update(num_in_stock=5)
    assert price_of(Default(), milk) == Price(Decimal("0.70"), True, "USD")


def test_a_single_price_is_not_the_lowest_of_many() -> None:
    milk, _children = shopdata.make_parent("Milk", {"1 l": "1.20", "other 1 l": "1.20"})
    assert price_of(Default(), milk) == Price(Decimal("1.20"), False, "USD")
    assert price_of(Default(), shopdata.make_product("Tea", "4.00")) == Price(
        Decimal("4.00"), False, "USD"
    )
    assert price_of(Default(), shopdata.make_product("Not sold", None)) is None


def test_a_parent_page_offers_its_children_as_one_choice(client: Client) -> None:
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    large.stockrecords.update(num_in_stock=0)
    page = client.get(milk.get_absolute_url()).content.decode()
    assert page.count('type="radio" name="child_id"') == 2
    assert f'value="{small.pk}" required checked' in page
    assert f'value="{large.pk}" required disabled' in page
    assert "Sold out" in page

    response = client.post(f"/basket/add/{milk.pk}/", {"child_id": small.pk, "quantity": 3})
    assert response.status_code == 302
    line = Basket.objects.get().lines.get()
    assert (line.product_id, line.quantity) == (small.pk, 3)


def test_children_are_told_apart_by_what_differs(rf: object) -> None:
    milk, (small, large) = shopdata.make_parent("Milk", {"Milk, 1 l": "1.20", "Milk, 2 l": "2.10"})
    attributes = get_model("catalogue", "ProductAttribute").objects
    product_class = milk.product_class
    size = attributes.create(product_class=product_class, code="size", name="Size")
    brand = attributes.create(product_class=product_class, code="brand", name="Brand")
    for child, value in ((small, "1 l"), (large, "2 l")):
        size.save_value(child, value)
        brand.save_value(child, "Blue Barn")
    request = rf.get("/")
    request.strategy = Default()
    assert [one.label for one in variants(request, milk)] == ["1 l", "2 l"]


def test_a_product_page_adds_the_quantity_asked_for(client: Client) -> None:
    tea = shopdata.make_product("Tea", "4.00")
    page = client.get(tea.get_absolute_url()).content.decode()
    assert 'name="quantity" id="id_quantity" value="1"' in page
    client.post(f"/basket/add/{tea.pk}/", {"quantity": 4})
    assert Basket.objects.get().lines.get().quantity == 4


def test_a_product_that_is_sold_out_has_no_button(client: Client) -> None:
    tea = shopdata.make_product("Tea", "4.00", stock=0)
    assert 'id="id_quantity"' not in client.get(tea.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("asked", "made"), [("240x240", "480x480"), ("x155", "x310"), ("50x", "100x")]
)
def test_pictures_are_made_twice_as_large(
    asked: str, made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(
        "oscar.core.thumbnails.SorlThumbnail.generate_thumbnail",
        lambda self, source, **opts: seen.append((source, opts)),
    )
    SharpThumbnail().generate_thumbnail("tea.png", size=asked, upscale=False)
    assert seen == [("tea.png", {"size": made, "upscale": False})]
