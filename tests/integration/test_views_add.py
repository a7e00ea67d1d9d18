"""Add all to the basket: one request, everything checked first, and what the shopper is told."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from tests import shopdata

pytestmark = pytest.mark.django_db
Line = get_model("basket", "Line")


def post(client: Client, *products: Any, htmx: bool = False, **form: Any) -> HttpResponse:
    headers = {"referer": "http://testserver/from-here/"}
    if htmx:
        headers["HX-Request"] = "true"
    data = {"product": [getattr(one, "pk", one) for one in products], **form}
    return client.post(reverse("crosssell:add_all"), data, headers=headers)


def basket() -> dict[str, int]:
    return {line.product.get_title(): line.quantity for line in Line.objects.all()}


def told(response: HttpResponse) -> list[tuple[str, str]]:
    return [(one.level_tag, str(one)) for one in get_messages(response.wsgi_request)]


@pytest.fixture
def three(db: None) -> list[Any]:
    titles = {"Pasta": "1.29", "Sauce": "2.49", "Cheese": "3.10"}
    return [shopdata.make_product(title, price) for title, price in titles.items()]


def test_all_are_added_in_one_request(client: Client, three: list[Any]) -> None:
    response = post(client, *three)
    assert response.status_code == 302
    assert response.url == "http://testserver/from-here/"
    assert basket() == {"Pasta": 1, "Sauce": 1, "Cheese": 1}
    assert told(response)[0] == ("success", "Added to your basket: “Pasta”, “Sauce” and “Cheese”")
    assert "Your basket total is now <strong>$6.88</strong>" in told(response)[-1][1]


def test_again_adds_to_the_same_lines(client: Client, three: list[Any]) -> None:
    post(client, *three)
    post(client, three[0], quantity="4")
    assert basket() == {"Pasta": 5, "Sauce": 1, "Cheese": 1}


def test_named_twice_is_added_once(client: Client, three: list[Any]) -> None:
    post(client, three[0], three[0])
    assert basket() == {"Pasta": 1}


def test_it_goes_on_to_a_page_of_this_site(client: Client, three: list[Any]) -> None:
    assert post(client, three[0], next="/checkout/").url == "/checkout/"


def test_without_any_address_it_goes_on_to_the_basket(client: Client, three: list[Any]) -> None:
    response = client.post(reverse("crosssell:add_all"), {"product": three[0].pk})
    assert response.url == reverse("basket:summary")


def test_htmx_gets_the_result_and_the_new_basket(client: Client, three: list[Any]) -> None:
    response = post(client, *three, htmx=True)
    html = response.content.decode()
    assert response.status_code == 200
    assert response["HX-Trigger"] == "crosssell:basket-changed"
    assert "HX-Request" in response["Vary"]
    assert re.findall(r"<strong[^>]*>(.*?)</strong>", html)[:3] == ["Pasta", "Sauce", "Cheese"]
    assert 'data-crosssell-pieces=".basket-mini, .btn-cart"' in html
    assert "$6.88" in html
    assert told(response) == []


def test_what_is_short_is_named_and_the_rest_added(client: Client, three: list[Any]) -> None:
    scarce = shopdata.make_product("Truffle", "90.00", stock=2)
    response = post(client, three[0], scarce, quantity="3")
    assert basket() == {"Pasta": 3}
    assert told(response)[:2] == [
        ("success", "Added to your basket: “Pasta”"),
        ("warning", "Not added: Truffle: a maximum of 2 can be bought"),
    ]


def test_stock_counts_what_the_basket_holds(client: Client) -> None:
    scarce = shopdata.make_product("Truffle", "90.00", stock=2)
    post(client, scarce, quantity="2")
    response = post(client, scarce)
    assert basket() == {"Truffle": 2}
    assert told(response)[-1] == ("warning", "Not added: Truffle: a maximum of 2 can be bought")


def test_nothing_possible_leaves_no_basket_behind(client: Client) -> None:
    gone = shopdata.make_product("Truffle", "90.00", stock=0)
    response = post(client, gone, htmx=True)
    html = response.content.decode()
    assert get_model("basket", "Basket").objects.count() == 0
    assert "Not added:" in html
    assert '<strong dir="auto">Truffle</strong>: no stock available' in html
    assert "HX-Trigger" not in response
    assert "data-crosssell-pieces" not in html


def test_the_threshold_counts_all_together(client: Client, three: list[Any], settings: Any) -> None:
    settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 5
    response = post(client, *three, quantity="2")
    assert basket() == {"Pasta": 2, "Sauce": 2}
    refused = told(response)[1]
    assert refused[0] == "warning"
    assert refused[1].startswith("Not added: Cheese: Due to technical limitations")


def test_a_currency_unlike_the_baskets_is_refused(client: Client, three: list[Any]) -> None:
    post(client, three[0])
    cup = shopdata.make_product("Cup", "5.00", currency="EUR")
    response = post(client, cup)
    assert basket() == {"Pasta": 1}
    assert told(response)[-1][1].startswith("Not added: Cup: This product cannot be added")


def test_currencies_unlike_each_other_are_refused(client: Client, three: list[Any]) -> None:
    cup = shopdata.make_product("Cup", "5.00", currency="EUR")
    response = post(client, three[0], cup)
    assert basket() == {"Pasta": 1}
    assert told(response)[1] == (
        "warning",
        "Not added: Cup: Its currency differs from that of the other products.",
    )


def test_a_product_without_a_price_is_refused(client: Client) -> None:
    response = post(client, shopdata.make_product("Air", None))
    assert basket() == {}
    assert told(response)[0][1].startswith("Not added: Air: ")


def test_the_chosen_variant_is_added(client: Client) -> None:
    parent, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    post(client, parent, **{f"choice-{parent.pk}": large.pk})
    assert basket() == {"2 l": 1}
    post(client, small)
    assert basket() == {"2 l": 1, "1 l": 1}


def test_a_parent_needs_a_choice(client: Client) -> None:
    parent, _ = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    response = post(client, parent)
    assert basket() == {}
    assert told(response) == [("warning", "Not added: Milk: Please choose a variant first.")]


def test_a_variant_and_its_parent_are_the_same_wish(client: Client) -> None:
    parent, (small, _) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    post(client, parent, small, **{f"choice-{parent.pk}": small.pk})
    assert basket() == {"1 l": 1}


def test_what_needs_options_sends_to_its_page(client: Client, three: list[Any]) -> None:
    option = get_model("catalogue", "Option").objects.create(
        name="Engraving", code="engraving", required=True
    )
    ring = shopdata.make_product("Ring", "50.00")
    ring.product_options.add(option)
    response = post(client, ring, three[0])
    assert basket() == {"Pasta": 1}
    assert told(response)[1] == (
        "warning",
        "Not added: Ring: Please choose its options on its own page.",
    )


def test_nothing_ticked_is_said(client: Client) -> None:
    assert told(post(client)) == [("error", "Please tick at least one product.")]


def test_a_signed_in_customer_gets_his_own_basket(client: Client, three: list[Any]) -> None:
    user = shopdata.make_user()
    client.force_login(user)
    post(client, three[0])
    assert user.baskets.get().lines.get().product == three[0]


def test_the_answer_is_never_cached(client: Client, three: list[Any]) -> None:
    assert "no-store" in post(client, three[0])["Cache-Control"]
