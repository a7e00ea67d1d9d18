"""Offers that remember what their ranges hold say what Oscar's own say, in fewer queries."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_class, get_model

from crosssell.oscar.imagined import Imagined
from crosssell.oscar.imagined_checkout import ImaginedCheckout
from tests import shopdata
from tests.pricing import site_offer

pytestmark = [pytest.mark.django_db, pytest.mark.both]
Range = get_model("offer", "Range")


def offers(food: Any, tea: Any) -> None:
    """Ranges of every kind: listed, of a category, of all but one, and of another class."""
    for number in range(4):
        site_offer(name=f"Sale {number}", percent="10", exclusive=False)
    listed, filed, every, books = Range.objects.order_by("name")
    listed.add_product(tea)
    filed.included_categories.add(food)
    Range.objects.filter(pk=every.pk).update(includes_all_products=True)
    every.excluded_products.add(tea)
    books.classes.add(get_model("catalogue", "ProductClass").objects.create(name="Books"))


def test_the_same_prices_in_fewer_queries() -> None:
    food = shopdata.make_category("Food")
    tea = shopdata.make_product("Tea", "20.00")
    jam = shopdata.make_product("Jam", "10.00", category=food)
    milk, (litre,) = shopdata.make_parent("Milk", {"1 l": "5.00"}, category=food)
    offers(food, tea)
    imagined = Imagined(shopdata.Default())
    for product in (tea, jam, litre):
        imagined.add(product)
    checkout = ImaginedCheckout(imagined.all_lines(), None, AnonymousUser(), None)

    def price(*held: int) -> Any:
        return checkout.price(dict.fromkeys(held, 1))[0]

    singles = [price(line.id) for line in imagined.all_lines()]
    with CaptureQueriesContext(connection) as captured:
        assert [price(line.id) for line in imagined.all_lines()] == singles
        together = price(*(line.id for line in imagined.all_lines()))
    assert len(captured) == 0
    baskets = [shopdata.make_basket(one) for one in (tea, jam, litre)]
    baskets.append(shopdata.make_basket(tea, jam, litre))
    found = []
    for basket in baskets:
        get_class("offer.applicator", "Applicator")().apply(basket, AnonymousUser())
        found.append(basket.total_incl_tax)
    assert [*singles, together] == found
    # Of jam and milk two offers take a tenth each.
    assert [str(one) for one in found] == ["18.00", "8.00", "4.00", "30.00"]


def test_a_range_of_the_shops_own_kind_is_asked_once_a_product(monkeypatch: Any) -> None:
    asked = []

    def contains(self: Any, product: Any) -> bool:
        asked.append(product.title)
        return product.title == "Tea"

    monkeypatch.setattr(Range, "contains_product", contains)
    tea, jam = shopdata.make_product("Tea", "20.00"), shopdata.make_product("Jam", "10.00")
    site_offer(tea, jam, percent="50")
    imagined = Imagined(shopdata.Default())
    lines = [imagined.add(product) for product in (tea, jam)]
    checkout = ImaginedCheckout(lines, None, AnonymousUser(), None)
    for _time in range(3):
        assert checkout.price({line.id: 1 for line in lines})[0] == 20
    assert sorted(asked) == ["Jam", "Tea"]
