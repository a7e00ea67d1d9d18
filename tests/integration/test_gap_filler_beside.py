"""Fillers beside a gift in the basket, and as JSON."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.apps.partner.availability import StockRequired

from tests import gifted, laddered, shopdata
from tests.integration.test_gap_filler import finder, make, said
from tests.laddered import tier
from tests.learned import learn, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


def test_a_gift_in_the_basket_neither_counts_nor_is_proposed(client: Client, tea: Any) -> None:
    mug, cup = make({"Mug": "10.00", "Cup": "11.00"})
    laddered.make_threshold(tier("20", "gift_of_choice", gifts=[mug]), tier("30", "percent"))
    gifted.fill(client, tea)
    gifted.claim(client)
    assert gifted.lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]
    basket = gifted.Basket.objects.get()
    basket.strategy = shopdata.Default()
    found = finder(basket, learn(best=[mug, cup]))
    assert said(found, found.singles(30)) == [("Cup", "11.00")]


def test_what_may_not_be_bought_by_the_piece_is_left_out(tea: Any, monkeypatch: Any) -> None:
    laddered.make_threshold(tier("30"))
    found = finder(shopdata.make_basket(tea), learn(best=make({"Cup": "10.00"})))
    monkeypatch.setattr(
        StockRequired, "is_purchase_permitted", lambda self, quantity: (quantity > 1, "Two.")
    )
    assert found.singles(30) == []


def test_what_does_not_count_takes_nobodys_place(tea: Any) -> None:
    books = shopdata.make_category("Books")
    sold = [shopdata.make_product(f"Book {n}", "10.00", category=books) for n in range(20)]
    laddered.make_threshold(tier("30"), uncounted=[books])
    found = finder(shopdata.make_basket(tea), learn(best=[*sold, *make({"Cup": "11.00"})]))
    assert said(found, found.singles(30)) == [("Cup", "11.00")]


def test_what_is_said_above_another_reward(tea: Any) -> None:
    laddered.make_threshold(tier("30", "percent"))
    goal = finder(shopdata.make_basket(tea)).goal
    assert goal is not None
    assert goal.title(together=False) == "Add one of these and get 10 % off"


def test_delivery_that_another_threshold_gives_already_is_no_goal(tea: Any) -> None:
    shopdata.make_country()
    laddered.make_threshold(tier("20", args={"methods": ["standard"], "countries": ["US"]}))
    laddered.make_threshold(
        tier("25", args={"methods": ["standard"]}), tier("40", "percent"), name="Other"
    )
    basket = shopdata.make_basket(tea)
    goal = finder(basket).goal
    assert goal is not None
    assert goal.title(together=False) == "Add one of these and get 10 % off"
    laddered.make_threshold(tier("30", args={"methods": ["express"]}), name="Third")
    goal = finder(basket).goal
    assert goal is not None
    assert goal.title(together=False) == "Add one of these and delivery is free"


def test_neither_on_cards_nor_while_ordering(client: Client, tea: Any, search_index: Any) -> None:
    laddered.make_threshold(tier("30"))
    learn(best=make({"Cup": "10.00"}))
    for slot in ("page.top", "card.below_title"):
        place(widget="gap_filler", slot=slot)
    shopdata.fill_basket(client, tea)
    shown = client.get(tea.get_absolute_url()).content.decode()
    assert shown.count("crosssell--filler") == 1
    assert "crosssell--filler" not in client.get("/checkout/").content.decode()
    search_index()
    listed = client.get("/catalogue/").content.decode()
    assert ("product_pod" in listed, listed.count("crosssell--filler")) == (True, 1)


def told(client: Client) -> Any:
    url = reverse("crosssell:api-slot", kwargs={"slot": "basket.below_lines"})
    [widget] = client.get(url).json()["widgets"]
    return widget


def test_json_has_single_products_and_pairs(client: Client, tea: Any) -> None:
    one, other = make({"One": "4.00", "Other": "6.50"})
    laddered.make_threshold(tier("30"))
    place(widget="gap_filler", slot="basket.below_lines")
    learn(best=[one, other])
    shopdata.fill_basket(client, tea)
    widget = told(client)
    [pair] = widget["pairs"]
    assert widget["title"] == "Add these two and delivery is free"
    assert [card["title"] for card in pair["products"]] == ["One", "Other"]
    assert (pair["add"], pair["adds"], pair["currency"]) == ([one.pk, other.pk], "10.50", "USD")
    assert pair["reason"] == "Adds $10.50: delivery is free"
    [cup] = make({"Cup": "12.40"})
    learn(best=[cup])
    widget = told(client)
    assert widget["pairs"] == []
    assert [card["title"] for card in widget["products"]] == ["Cup"]
