"""Once a shopper has chosen a shipping method, the bar says what is given for that one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import laddered, shopdata
from tests.integration.storefront import get, to_methods
from tests.laddered import tier

pytestmark = pytest.mark.django_db
STANDARD = {"methods": ["standard"]}


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


def bar_by(client: Client, code: str, *products: Any) -> Any:
    """The bar as JSON, with this method chosen in a checkout of the products."""
    to_methods(client, *products)
    chosen = client.post(reverse("checkout:shipping-method"), {"method_code": code})
    assert chosen.status_code == 302
    assert "$13.80" in get(client, "checkout:preview") or code != "express"
    [found] = client.get(reverse("crosssell:api-thresholds")).json()["thresholds"]
    return found


def marks(bar: Any) -> list[tuple[bool, bool, str]]:
    return [(one["reached"], one["given"], one["note"]) for one in bar["tiers"]]


def test_a_method_that_the_tier_does_not_name(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("10", args=STANDARD), tier("20", "percent"))
    bar = bar_by(client, "express", tea)
    assert marks(bar) == [(True, False, "Not by Express delivery"), (True, True, "Reached")]
    assert bar["text"] == "Yours with this order: 10 % off."


def test_the_method_that_it_names(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("10", args=STANDARD), tier("20", "percent"))
    bar = bar_by(client, "standard", tea)
    assert marks(bar) == [(True, True, "Reached"), (True, True, "Reached")]
    assert bar["text"] == "Yours with this order: free delivery and 10 % off."


def test_where_nothing_is_given_nothing_is_promised(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("10", args=STANDARD), texts={"": ("", "", "Well done: {reward}!")})
    bar = bar_by(client, "express", tea)
    assert marks(bar) == [(True, False, "Not by Express delivery")]
    assert bar["text"] == "Not with this order: free delivery."


def test_what_is_only_shown_is_the_merchants_word(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("10", args=STANDARD, decorative=True))
    assert marks(bar_by(client, "express", tea)) == [(True, True, "Reached")]
