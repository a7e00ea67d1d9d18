"""What a bar asks of the database in a warm shop: the standings nothing, whatever there is."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crosssell.models import Threshold
from tests import laddered, shopdata
from tests.laddered import tier
from tests.learned import place
from tests.pricing import site_offer

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SLOTS = ("page.top", "product.top", "mini_basket.bottom")


def asked(client: Client, url: str) -> Counter[str]:
    """How often each table is read by a page that has been asked for before."""
    for _ in range(2):
        client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    words = (one["sql"].split() for one in captured.captured_queries)
    return Counter(said[said.index("FROM") + 1].strip('"') for said in words if said[0] == "SELECT")


@pytest.fixture
def tea() -> Any:
    shopdata.make_country()
    return shopdata.make_product("Tea", "20.00")


def more(client: Client, product: Any) -> dict[str, int]:
    """What a page asks more with three bars on it than without."""
    url = product.get_absolute_url()
    before = asked(client, url)
    for slot in SLOTS:
        place(widget="threshold", slot=slot)
    html = client.get(url).content.decode()
    assert html.count("data-crosssell-bar=") == len(SLOTS)
    return dict(asked(client, url) - before)


def test_for_a_basket_nothing(client: Client, tea: Any) -> None:
    for number in range(5):
        laddered.make_threshold(
            tier("10", "message"), tier("30"), tier("50", "percent"), name=f"T{number}"
        )
    shopdata.fill_basket(client, tea)
    assert more(client, tea) == {}


def test_offers_of_the_shop_cost_no_more_than_their_ranges(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("30", "message"))
    site_offer(tea, percent="100", condition="Value", benefit="Shipping percentage", count=50)
    shopdata.fill_basket(client, tea)
    found = more(client, tea)
    assert sum(found.values()) <= 3, found


def test_before_the_first_product_only_the_shops_offers(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("30"))
    assert more(client, tea) == {"offer_conditionaloffer": 1}


def test_gifts_are_one_question(client: Client, tea: Any) -> None:
    gifts = [shopdata.make_product(f"Gift {number}", "2.00") for number in range(4)]
    for number in range(3):
        laddered.make_threshold(
            tier("10", "gift_of_choice", gifts=gifts), tier("90", "gift_of_choice", gifts=gifts),
            name=f"T{number}",
        )  # fmt: skip
    shopdata.fill_basket(client, tea)
    assert more(client, tea) == {"catalogue_product": 1}


def test_the_currency_of_the_product_is_asked_for_where_it_matters(
    client: Client, tea: Any
) -> None:
    laddered.make_threshold(tier({"USD": "30", "EUR": "25"}, "message"))
    assert more(client, tea) == {"offer_conditionaloffer": 1, "catalogue_product": 1}


def test_of_a_customer_his_address(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("30"))
    backend = "oscar.apps.customer.auth_backends.EmailBackend"
    client.force_login(shopdata.make_user(), backend=backend)
    shopdata.fill_basket(client, tea)
    assert more(client, tea) == {"address_useraddress": 1}


def test_a_shop_without_thresholds_asks_no_more_than_for_its_offers(
    client: Client, tea: Any
) -> None:
    assert not Threshold.objects.exists()
    url = tea.get_absolute_url()
    before = asked(client, url)
    place(widget="threshold", slot="page.top")
    assert dict(asked(client, url) - before) == {"offer_conditionaloffer": 1}
