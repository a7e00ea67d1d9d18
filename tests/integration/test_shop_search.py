"""Lists of products: search, departments, facets, order, and with how many queries."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from shop.categories import open_branch
from shop.search.search_indexes import price_band
from tests import shopdata

pytestmark = pytest.mark.django_db
Index = Callable[[], None]


def titles(client: Client, url: str, **query: str) -> list[str]:
    response = client.get(url, query)
    assert response.status_code == 200
    return [result.object.title for result in response.context["page_obj"].object_list]


def set_brand(product: object, brand: str) -> None:
    attributes = get_model("catalogue", "ProductAttribute").objects
    attribute, _created = attributes.get_or_create(
        product_class=product.product_class, code="brand", defaults={"name": "Brand"}
    )
    attribute.save_value(product, brand)


def test_a_search_without_results_shows_where_to_go(client: Client, search_index: Index) -> None:
    food = shopdata.make_category("Food")
    shopdata.make_product("Green tea", category=food)
    search_index()
    way_out = "Try a shorter or a more general word"
    nothing = client.get("/search/", {"q": "coffee"}).content.decode()
    found = client.get("/search/", {"q": "tea"}).content.decode()
    assert way_out in nothing
    assert way_out not in found
    side = 'class="side_categories" aria-label="Departments"'
    assert nothing.count(side) == 1
    assert side not in found


def test_search_finds_a_product_by_a_word_of_its_title(client: Client, search_index: Index) -> None:
    shopdata.make_product("Green tea")
    shopdata.make_product("Oats")
    search_index()
    assert titles(client, "/search/", q="tea") == ["Green tea"]
    assert titles(client, "/search/", q="coffee") == []


def test_a_department_lists_its_products_and_those_below(
    client: Client, search_index: Index
) -> None:
    drinks, bakery = shopdata.make_category("Drinks"), shopdata.make_category("Bakery")
    tea = shopdata.make_category("Hot drinks", parent=drinks)
    shopdata.make_product("Green tea", category=tea)
    shopdata.make_product("Bread", category=bakery)
    search_index()
    assert titles(client, drinks.get_absolute_url()) == ["Green tea"]
    assert sorted(titles(client, "/catalogue/")) == ["Bread", "Green tea"]


def test_the_bestselling_come_first_until_a_shopper_sorts(
    client: Client, search_index: Index
) -> None:
    tea = shopdata.make_product("Tea", "4.00")
    oats = shopdata.make_product("Oats", "2.50")
    milk, (small, _large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    shopdata.make_order(oats, quantity=5)
    shopdata.make_order(tea, quantity=2)
    shopdata.make_order(small, quantity=9)
    search_index()
    assert titles(client, "/catalogue/") == ["Milk", "Oats", "Tea"]
    assert titles(client, "/catalogue/", sort_by="price-desc") == ["Tea", "Oats", "Milk"]


def test_brand_and_price_are_facets_that_narrow_the_list(
    client: Client, search_index: Index
) -> None:
    tea = shopdata.make_product("Tea", "4.00")
    oats = shopdata.make_product("Oats", "1.50")
    shopdata.make_product("Salt", "12.00")
    set_brand(tea, "Blue Barn")
    set_brand(oats, "Harvest Lane")
    search_index()
    facets = client.get("/catalogue/").context["facet_data"]
    assert [(one["name"], one["count"]) for one in facets["brand"]["results"]] == [
        ("Blue Barn", 1),
        ("Harvest Lane", 1),
    ]
    assert [one["name"] for one in facets["price_band"]["results"]] == [
        "Under $2",
        "$2 to $5",
        "$10 and over",
    ]
    narrowed = facets["brand"]["results"][0]["select_url"]
    assert titles(client, narrowed) == ["Tea"]
    page = client.get(narrowed)
    chosen = page.context["facet_data"]["brand"]["results"][0]
    assert chosen["selected"]
    assert "selected_facets" not in chosen["deselect_url"]
    assert titles(client, "/catalogue/", selected_facets="price_band:Under $2") == ["Oats"]


def test_a_list_needs_as_many_queries_for_one_product_as_for_twenty(
    client: Client, search_index: Index
) -> None:
    def queries() -> int:
        search_index()
        client.get("/catalogue/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/catalogue/")
        return len(captured)

    shopdata.make_product("Tea")
    shopdata.make_parent("Milk", {"1 l": "1.20"})
    few = queries()
    for number in range(9):
        shopdata.make_product(f"Tea {number}")
        shopdata.make_parent(f"Milk {number}", {"1 l": "1.20", "2 l": "2.10"})
    assert queries() == few


@pytest.mark.parametrize(
    ("price", "band"),
    [
        ("1.99", "Under $2"),
        ("2.00", "$2 to $5"),
        ("4.99", "$2 to $5"),
        ("9.99", "$5 to $10"),
        ("10.00", "$10 and over"),
    ],
)
def test_price_bands(price: str, band: str) -> None:
    assert price_band(Decimal(price)) == band
    assert price_band(None) is None


def test_the_side_column_opens_only_the_branch_that_is_shown() -> None:
    drinks, bakery = shopdata.make_category("Drinks"), shopdata.make_category("Bakery")
    hot = shopdata.make_category("Hot drinks", parent=drinks)
    tea = shopdata.make_category("Tea", parent=hot)
    shopdata.make_category("Green tea", parent=tea)
    shopdata.make_category("Rolls", parent=bakery)

    closed = open_branch(None)
    assert [one.name for one in closed] == ["Drinks", "Bakery"]
    assert all(not one.below for one in closed)

    opened = open_branch(type(tea).objects.get(pk=hot.pk))
    assert [one.name for one in opened] == ["Drinks", "Bakery"]
    assert [one.name for one in opened[0].below] == ["Hot drinks"]
    assert opened[0].below[0].is_current
    assert [one.name for one in opened[0].below[0].below] == ["Tea"]
    assert opened[0].below[0].below[0].url == tea.get_absolute_url()
    assert opened[1].below == []
