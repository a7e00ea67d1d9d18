"""What a bar takes for granted about delivery before an address is known."""

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from crosssell import thresholds
from crosssell.oscar.free_shipping import Assumed, assumed, shipping_matters
from tests import laddered, pricing, shopdata
from tests.delivering import germany, offer_these
from tests.integration.storefront import ADDRESS
from tests.laddered import tier

pytestmark = pytest.mark.django_db
Charges = get_model("shipping", "OrderAndItemCharges")
UNITED_STATES = ("US", "United States")


@pytest.fixture(autouse=True)
def _country() -> None:
    shopdata.make_country()


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


def crosssell_settings(**more: Any) -> Any:
    return override_settings(CROSSSELL={**settings.CROSSSELL, **more})


def where(found: Assumed | None) -> tuple[str, str, bool]:
    assert found is not None
    return found.country, found.country_name, found.known


def test_a_guest_is_sent_to_the_shops_default_country(tea: Any) -> None:
    basket = pricing.apply(shopdata.make_basket(tea))
    expected = Assumed(
        *UNITED_STATES, False, True, "Standard delivery", "standard", Decimal("6.31"), "USD", False
    )
    assert assumed(basket, None, None) == expected
    assert assumed(None, None, None) == expected
    germany()
    with crosssell_settings(DEFAULT_COUNTRY="de"):
        assert where(assumed(pricing.apply(basket), None, None)) == ("DE", "Germany", False)


def test_a_customers_own_address_is_known(tea: Any) -> None:
    ann = shopdata.make_user()
    ann.addresses.create(country=germany(), is_default_for_shipping=True)
    with crosssell_settings(DEFAULT_COUNTRY="US"):
        assert where(assumed(None, ann, None)) == ("DE", "Germany", True)
        assert where(assumed(None, shopdata.make_user("bob@example.com"), None))[0] == "US"


def test_the_address_of_this_checkout_comes_first(client: Client, tea: Any) -> None:
    germany()
    shopdata.fill_basket(client, tea)
    with crosssell_settings(DEFAULT_COUNTRY="DE"):
        request = client.get(reverse("basket:summary")).wsgi_request
        assert where(assumed(request.basket, request.user, request))[::2] == ("DE", False)
        guest = {"username": "ann@example.com", "options": "anonymous"}
        client.post(reverse("checkout:index"), guest)
        client.post(reverse("checkout:shipping-address"), ADDRESS)
        request = client.get(reverse("checkout:shipping-method")).wsgi_request
        assert where(assumed(request.basket, request.user, request)) == (*UNITED_STATES, True)


def test_a_shop_without_countries_and_one_that_names_an_unknown_one() -> None:
    with crosssell_settings(DEFAULT_COUNTRY="XX"):
        assert where(assumed(None, None, None)) == ("XX", "XX", False)
    shopdata.Country.objects.all().delete()
    assert where(assumed(None, None, None)) == ("", "", False)


def test_looking_begins_no_checkout(client: Client) -> None:
    request = client.get(reverse("basket:summary")).wsgi_request
    assert assumed(request.basket, request.user, request) is not None
    assert "checkout_data" not in request.session


def test_the_cheapest_method_that_costs_something(
    tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        Charges(name="Pick up", code="shop", price_per_order=Decimal(0)),
        Charges(name="Van", code="van", price_per_order=Decimal(9)),
        Charges(name="Post", code="post", price_per_item=Decimal("2.50")),
    ]
    offer_these(monkeypatch, *rows)
    basket = pricing.apply(shopdata.make_basket(tea, quantity=2))
    found = assumed(basket, None, None)
    assert found is not None
    assert (found.method, found.charge, found.all_free) == ("Post", Decimal("5.00"), False)
    # Of an empty basket, one piece is taken.
    found = assumed(None, None, None)
    assert found is not None
    assert (found.method, found.charge) == ("Post", Decimal("2.50"))


def test_methods_that_are_all_free_and_methods_that_became_free(
    tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    basket = shopdata.make_basket(tea)

    def seen(**fields: str) -> tuple[str, Decimal | None, bool]:
        prices = {name: Decimal(value) for name, value in fields.items()}
        offer_these(monkeypatch, Charges(name="Post", code="post", **prices))
        found = assumed(pricing.apply(basket), None, None)
        assert found is not None
        return found.method, found.charge, found.all_free

    assert seen(price_per_order="0") == ("", None, True)
    assert seen(price_per_order="4", free_shipping_threshold="20") == ("", None, False)
    assert seen(price_per_order="4", free_shipping_threshold="21") == ("Post", Decimal(4), False)


def test_what_is_not_sent_needs_no_method(tea: Any) -> None:
    get_model("catalogue", "ProductClass").objects.update(requires_shipping=False)
    found = assumed(pricing.apply(shopdata.make_basket(tea)), None, None)
    assert found is not None
    assert (found.needed, found.method, found.all_free) == (False, "", False)


def test_where_no_method_is_offered_nothing_is_promised(
    tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_these(monkeypatch)
    found = assumed(pricing.apply(shopdata.make_basket(tea)), None, None)
    assert found is not None
    assert (found.needed, found.method, found.charge, found.all_free) == (True, "", None, False)


def broken(*_: Any, **__: Any) -> None:
    raise RuntimeError("broken")


def test_a_repository_that_fails_says_nothing(
    tea: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(
        "shop.shipping.repository.Repository.get_available_shipping_methods", broken
    )
    laddered.make_threshold(tier("20"))
    basket = pricing.apply(shopdata.make_basket(tea))
    [one] = thresholds.standings(basket, None)
    assert assumed(basket, None, None) is None
    assert shipping_matters(one.ladder.tiers[0], basket, None, None)
    assert "Nothing is assumed about delivery." in caplog.text


def test_one_query_for_a_customer_and_none_for_a_guest(tea: Any) -> None:
    ann = shopdata.make_user()
    ann.addresses.create(country_id="US", is_default_for_shipping=True)
    basket = shopdata.make_basket(tea)

    def queries(user: Any) -> int:
        assumed(pricing.apply(basket), user, None)
        pricing.apply(basket)
        with CaptureQueriesContext(connection) as captured:
            assumed(basket, user, None)
            assumed(basket, user, None)
        return len(captured)

    assert (queries(None), queries(ann)) == (0, 1)
