"""A slot's HTML alone, for pages that come from a cache or another server."""

import pytest
from django.test import Client

from tests import shopdata
from tests.learned import SLOT, learn, place, rule

pytestmark = pytest.mark.django_db
URL = f"/crosssell/slots/{SLOT}/"


def test_it_is_what_the_page_shows() -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    learn({tea: [cup]})
    place(rule(), title="Goes well")
    response = Client().get(URL, {"product": tea.pk})
    html = response.content.decode()
    assert response.status_code == 200
    assert html.lstrip().startswith("<section")
    assert "Goes well" in html
    assert cup.get_absolute_url() in html
    assert "csrfmiddlewaretoken" in html
    assert "no-store" in response["Cache-Control"]


def test_a_category_is_known_to_it() -> None:
    drinks = shopdata.make_category("Drinks")
    learn(best=[shopdata.make_product("Jam")])
    conditions = [("in_category", {"categories": [drinks.pk]})]
    place(rule("bestsellers", conditions=conditions), slot="category.below_title")
    shown = Client().get("/crosssell/slots/category.below_title/", {"category": drinks.pk})
    assert "Jam" in shown.content.decode()
    assert Client().get("/crosssell/slots/category.below_title/").content == b""


def test_an_empty_slot_is_an_empty_answer() -> None:
    response = Client().get(URL)
    assert (response.status_code, response.content) == (200, b"")


def test_it_is_only_read() -> None:
    assert Client().post(URL).status_code == 405
