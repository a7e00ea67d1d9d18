"""Gifts where baskets meet: sign-in, saved baskets, the basket's own form, re-order."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from crosssell.models import Tier
from crosssell.oscar import baskets
from tests import gifted, shopdata
from tests.gifted import Line, as_form, claim, lines, priced, told

pytestmark = pytest.mark.django_db
BASKET, SAVED = reverse("basket:summary"), reverse("basket:saved")


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def mug() -> Any:
    return shopdata.make_product("Mug", "7.35", 9)


@pytest.fixture
def shopper(client: Client, tea: Any, mug: Any) -> Client:
    """A guest with tea and the mug that comes with it."""
    gifted.ladder(mug)
    gifted.fill(client, tea)
    claim(client)
    client.get(BASKET)
    return client


def test_a_gift_goes_along_at_sign_in(shopper: Client) -> None:
    shopper.force_login(shopdata.make_user())
    shopper.get(BASKET)
    assert lines(basket__status="Open") == [("Tea", 1, ""), ("Mug", 1, "gift")]
    assert priced(status="Open").total_incl_tax == Decimal("20.00")


def test_of_two_gifts_of_a_tier_one_stays_at_sign_in(client: Client, tea: Any, mug: Any) -> None:
    user, cup = shopdata.make_user(), shopdata.make_product("Cup", "5.00")
    gifted.ladder(mug, cup)
    client.force_login(user)
    gifted.fill(client, tea)
    claim(client, cup)
    client.logout()
    gifted.fill(client, tea)
    claim(client, mug)
    client.force_login(user)
    client.get(BASKET)
    assert lines(basket__status="Open") == [("Tea", 1, ""), ("Cup", 1, "gift")]
    assert priced(status="Open").total_incl_tax == Decimal("20.00")


def test_a_saved_gift_that_comes_back_is_one_piece(shopper: Client) -> None:
    shopper.force_login(shopdata.make_user())
    shopper.get(BASKET)
    shopper.post(BASKET, as_form(save_for_later="on"))
    assert lines(basket__status="Saved") == [("Mug", 1, "gift")]
    claim(shopper)
    shopper.get(BASKET)
    shopper.post(SAVED, as_form("saved", move_to_basket="on"))
    assert "“Mug” is a gift: you get one piece." in told(shopper.get(BASKET))
    assert lines(basket__status="Open") == [("Tea", 1, ""), ("Mug", 1, "gift")]
    assert priced(status="Open").total_incl_tax == Decimal("20.00")


def test_a_saved_gift_that_is_not_earned_any_more_does_not_come_back(shopper: Client) -> None:
    shopper.force_login(shopdata.make_user())
    shopper.get(BASKET)
    shopper.post(BASKET, as_form(save_for_later="on"))
    Tier.objects.get().delete()
    answer = shopper.post(SAVED, as_form("saved", move_to_basket="on"))
    why = "The gift “Mug” has left your basket: it is not offered any more."
    assert why in told(answer)
    assert lines() == [("Tea", 1, "")]


def test_the_basket_form_takes_no_second_piece(shopper: Client) -> None:
    page = shopper.get(BASKET).content.decode()
    assert page.count('max="1"') == 1
    answer = shopper.post(BASKET, as_form(quantity="2"))
    assert "This is a gift: you get one piece." in answer.content.decode()
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]


def test_the_basket_form_takes_it_out(shopper: Client) -> None:
    answer = shopper.post(BASKET, as_form(quantity="0"))
    assert lines() == [("Tea", 1, "")]
    assert not [one for one in told(answer) if "Mug" in one or "gift" in one]


def test_a_gift_alone_is_no_basket(shopper: Client) -> None:
    Line.objects.filter(product__title="Tea").delete()
    assert told(shopper.get(BASKET)) == [
        "The gift “Mug” has left your basket: it is for orders from $20.00 on, and you are $20.00 "
        "away."
    ]
    assert lines() == []


def test_a_gift_that_is_ordered_again_is_bought_openly(shopper: Client) -> None:
    """The order knows no gifts: its pieces come back as what they are, at their price."""
    user = shopdata.make_user()
    order = shopdata.place_order(priced(), user)
    shopper.force_login(user)
    shopper.post(reverse("customer:order", args=[order.number]), {"action": "reorder"})
    assert lines(basket__status="Open") == [("Tea", 1, ""), ("Mug", 1, "")]
    assert priced(status="Open").total_incl_tax == Decimal("27.35")


def test_a_basket_that_is_ordered_meanwhile_takes_no_gift(
    client: Client, tea: Any, mug: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea)
    monkeypatch.setattr(baskets, "lock", lambda basket: False)
    why = "Your basket was ordered meanwhile. Please reload the page."
    assert told(claim(client))[-1] == f"Not added: {why}"
    assert lines() == [("Tea", 1, "")]


def test_two_clicks_that_meet_in_the_table(
    client: Client, tea: Any, mug: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea)

    def met(*_: Any) -> Any:
        raise IntegrityError

    monkeypatch.setattr(baskets, "put_as", met)
    assert told(claim(client))[-1] == "Not added: Please try again."
    assert lines() == [("Tea", 1, "")]
