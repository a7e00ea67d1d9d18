"""Standings of baskets that nobody has priced: none, empty ones, and ones that are just made."""

from typing import Any

import pytest

from crosssell import thresholds
from tests import laddered, shopdata
from tests.laddered import tier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ladder() -> None:
    laddered.make_threshold(tier({"USD": "30", "EUR": "25"}))


def gaps(basket: Any, currency: str = "") -> list[tuple[str, int]]:
    found = thresholds.standings(basket, None, currency=currency)
    return [(one.ladder.currency, stand.gap) for one in found for stand in one.stands]


def test_without_a_basket_all_is_still_to_come() -> None:
    assert gaps(None, "EUR") == [("EUR", 2500)]
    assert gaps(None) == [("USD", 3000)]
    # Of a currency without amounts there is nothing to say.
    assert gaps(None, "JPY") == []


def test_an_empty_basket_is_asked_for_in_the_currency_of_the_page() -> None:
    assert gaps(shopdata.make_basket(), "EUR") == [("EUR", 2500)]


def test_a_basket_without_prices_of_offers_counts_as_it_is() -> None:
    basket = shopdata.make_basket(shopdata.make_product("Tea", "20.00"))
    assert gaps(basket, "EUR") == [("USD", 1000)]
