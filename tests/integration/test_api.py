"""The API: what a slot shows, as JSON, through the same engine and widgets as the page."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from oscar.core.loading import get_model
from pytest_django import DjangoAssertNumQueries

from crosssell.widgets import products as products_widget
from tests import shopdata
from tests.learned import SLOT, learn, place, rule

pytestmark = pytest.mark.django_db


def ask(client: Client, slot: str = SLOT, **query: Any) -> HttpResponse:
    return client.get(f"/crosssell/api/slots/{slot}/", query)


def titles(response: HttpResponse) -> list[str]:
    assert response.status_code == 200, response.content
    return [one["title"] for widget in response.json()["widgets"] for one in widget["products"]]


@pytest.fixture
def tea_and_cup() -> tuple[Any, Any]:
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "7.50")
    learn({tea: [cup]})
    return tea, cup


def test_a_widget_of_products(client: Client, tea_and_cup: tuple[Any, Any]) -> None:
    tea, cup = tea_and_cup
    placement = place(rule(reason="With it"), title="Goes well", layout="grid")
    response = ask(client, product=tea.pk)
    [widget] = response.json()["widgets"]
    [product] = widget.pop("products")
    image = product.pop("image")
    assert response["Content-Type"] == "application/json"
    assert response.json()["slot"] == SLOT
    assert widget == {
        "placement": placement.pk,
        "widget": "products",
        "title": "Goes well",
        "layout": "grid",
        "main": None,
        "pairs": [],
        "bundles": [],
        "completing": [],
        "completed": [],
        "bar": None,
    }
    assert product == {
        "id": cup.pk,
        "title": "Cup",
        "url": cup.get_absolute_url(),
        "price": "7.50",
        "price_from": False,
        "currency": "USD",
        "choices": [],
        # A plain test client has no user agent, so its visits are not counted.
        "token": "",
        "rank": 1,
        "reason": "With it",
        "evidence": {"together": 48, "orders": 210, "percent": 17},
    }
    assert set(image) == {"url", "width", "height", "alt"}


def test_bought_together_has_the_pages_product_too(
    client: Client, tea_and_cup: tuple[Any, Any]
) -> None:
    tea, _ = tea_and_cup
    place(widget="bought_together")
    [widget] = ask(client, product=tea.pk).json()["widgets"]
    assert widget["widget"] == "bought_together"
    assert widget["title"] == "Frequently bought together"
    assert (widget["main"]["title"], widget["main"]["price"]) == ("Tea", "4.00")
    assert [one["title"] for one in widget["products"]] == ["Cup"]


def test_variants_that_can_be_bought(client: Client) -> None:
    tea = shopdata.make_product("Tea")
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    learn({tea: [milk]})
    place(rule())
    [product] = ask(client, product=tea.pk).json()["widgets"][0]["products"]
    assert (product["price"], product["price_from"]) == ("1.20", True)
    assert product["choices"] == [
        {"id": small.pk, "title": "1 l", "price": "1.20"},
        {"id": large.pk, "title": "2 l", "price": "2.10"},
    ]


def test_too_few_orders_give_no_percentage(client: Client) -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    learn({tea: [cup]}, together=5, orders=19)
    place(rule())
    [product] = ask(client, product=tea.pk).json()["widgets"][0]["products"]
    assert product["evidence"] == {"together": 5, "orders": 19, "percent": None}


def test_a_bestseller_has_no_evidence(client: Client) -> None:
    learn(best=[shopdata.make_product("Jam")])
    place(rule("bestsellers"))
    [product] = ask(client).json()["widgets"][0]["products"]
    assert product["evidence"] is None


def test_the_basket_is_the_callers_own(client: Client, tea_and_cup: tuple[Any, Any]) -> None:
    tea, cup = tea_and_cup
    place(rule())
    assert titles(ask(client, product=tea.pk)) == ["Cup"]
    shopdata.fill_basket(client, cup)
    assert titles(ask(client, product=tea.pk)) == []
    assert titles(ask(Client(), product=tea.pk)) == ["Cup"]


def test_the_customer_is_the_one_signed_in(client: Client, tea_and_cup: tuple[Any, Any]) -> None:
    tea, cup = tea_and_cup
    place(rule(filters=[("owned_already", {})]))
    user = shopdata.make_user()
    shopdata.make_order(cup, user=user)
    assert titles(ask(client, product=tea.pk)) == ["Cup"]
    client.force_login(user)
    assert titles(ask(client, product=tea.pk)) == []


def test_a_category_page(client: Client) -> None:
    drinks = shopdata.make_category("Drinks")
    jam = shopdata.make_product("Jam")
    learn(best=[jam])
    conditions = [("in_category", {"categories": [drinks.pk]})]
    place(rule("bestsellers", conditions=conditions), slot="category.below_title")
    assert titles(ask(client, "category.below_title", category=drinks.pk)) == ["Jam"]
    assert titles(ask(client, "category.below_title")) == []


def test_an_empty_slot_is_an_empty_list(client: Client) -> None:
    assert ask(client).json() == {"slot": SLOT, "widgets": []}


def test_a_widget_that_shows_nothing_is_left_out(client: Client) -> None:
    tea, cup = shopdata.make_product("Tea", stock=0), shopdata.make_product("Cup")
    learn({tea: [cup]})
    place(widget="bought_together")
    assert ask(client, product=tea.pk).json()["widgets"] == []


def test_a_widget_that_fails_is_left_out_and_logged(
    client: Client,
    tea_and_cup: tuple[Any, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    place(rule())
    monkeypatch.setattr(products_widget, "LAYOUTS", None)
    assert ask(client, product=tea_and_cup[0].pk).json()["widgets"] == []
    assert "failed" in caplog.text


def test_it_costs_what_the_page_costs(
    client: Client,
    tea_and_cup: tuple[Any, Any],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    tea, _ = tea_and_cup
    for _number in range(4):
        place(rule(), max_items=4)
    ask(client, product=tea.pk)
    # One for the page's product; the engine may take 12.
    with django_assert_max_num_queries(13):
        ask(client, product=tea.pk)


def test_nobody_else_may_keep_the_answer(client: Client) -> None:
    assert "private" in ask(client)["Cache-Control"]
    assert "no-store" in ask(client)["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(client: Client, method: str) -> None:
    response = getattr(client, method)(f"/crosssell/api/slots/{SLOT}/")
    assert response.status_code == 405
    assert "detail" in response.json()
    assert get_model("basket", "Basket").objects.count() == 0


def test_a_signed_in_customer_is_refused_as_json_too() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(shopdata.make_user())
    response = client.post(f"/crosssell/api/slots/{SLOT}/", {"a": "b"})
    assert response.status_code == 403
    assert "CSRF" in response.json()["detail"]
