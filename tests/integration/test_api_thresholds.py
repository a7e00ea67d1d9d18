"""Thresholds as JSON: how far the caller's own basket is from each tier, as the bar says it."""

from typing import Any

import pytest
from django.test import Client

from tests import laddered, pricing, shopdata
from tests.laddered import tier
from tests.learned import place

pytestmark = pytest.mark.django_db
URL = "/crosssell/api/thresholds/"


def ask(client: Client, **query: Any) -> Any:
    response = client.get(URL, query)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def tea() -> Any:
    shopdata.make_country()
    return shopdata.make_product("Tea", "20.00")


def test_every_tier_and_how_far_it_is(client: Client, tea: Any) -> None:
    made = laddered.make_threshold(
        tier("15", "message"), tier("30", "percent"), tier("60", "voucher_amount", amount="5")
    )
    shopdata.fill_basket(client, tea)
    found = ask(client)
    [threshold] = found.pop("thresholds")
    tiers = threshold.pop("tiers")
    assert found == {"currency": "USD", "recognised": [], "assumption": "For delivery to United "
                     "States by Standard delivery"}  # fmt: skip
    assert threshold == {
        "id": made.pk,
        # No placement shows what is asked for here.
        "token": "",
        "currency": "USD",
        "counted": "20.00",
        "text": "Add $10.00 more and get 10 % off.",
        "state": "progress",
        "progress": 33,
    }
    ids = list(made.tiers.order_by("position").values_list("pk", flat=True))
    assert tiers[1] == {
        "id": ids[1],
        "label": "10 % off",
        "at_least": "30.00",
        "gap": "10.00",
        "reached": False,
        "shown": True,
        "share": "50.00",
        "note": "",
        "reward": "discount",
        "given": False,
        "blocked": "",
        "gifts": [],
        "claimed": "",
        "claim_url": "",
    }
    assert [(one["gap"], one["reached"], one["reward"]) for one in tiers] == [
        ("0.00", True, "message"), ("10.00", False, "discount"), ("40.00", False, "voucher"),
    ]  # fmt: skip


def test_a_gift_is_claimed_with_what_the_answer_names(client: Client, tea: Any) -> None:
    spoon = shopdata.make_product("Spoon", "5.00")
    gone = shopdata.make_product("Gone", "5.00", stock=0)
    laddered.make_threshold(tier("20", "gift_of_choice", gifts=[gone, spoon]))
    [one] = ask(client)["thresholds"][0]["tiers"]
    assert (one["gifts"], one["claim_url"]) == ([{"id": spoon.pk, "title": "Spoon"}], "")
    shopdata.fill_basket(client, tea)
    [one] = ask(client)["thresholds"][0]["tiers"]
    assert (one["note"], one["given"]) == ("Choose your gift", True)
    client.post(one["claim_url"], {"product": one["gifts"][0]["id"]})
    [one] = ask(client)["thresholds"][0]["tiers"]
    assert (one["claimed"], one["claim_url"]) == ("Spoon", "")
    assert one["note"] == "In your basket: Spoon"


def test_a_gift_of_which_nothing_is_left_is_not_shown(client: Client, tea: Any) -> None:
    gone = shopdata.make_product("Gone", "5.00", stock=0)
    laddered.make_threshold(tier("20", "gift_of_choice", gifts=[gone]), tier("40", "message"))
    [gift, _message] = ask(client)["thresholds"][0]["tiers"]
    assert (gift["shown"], gift["reached"]) == (False, False)
    shopdata.fill_basket(client, tea)
    [gift, _message] = ask(client)["thresholds"][0]["tiers"]
    assert (gift["note"], gift["given"], gift["claim_url"]) == ("Sold out just now", False, "")


def test_what_the_basket_has_beside_it_blocks(client: Client, tea: Any) -> None:
    pricing.site_offer(tea)
    laddered.make_threshold(tier("15", "percent"), tier("50", "message"), with_offers=False)
    shopdata.fill_basket(client, tea)
    [threshold] = ask(client)["thresholds"]
    assert (threshold["state"], threshold["counted"]) == ("blocked", "18.00")
    assert [(one["blocked"], one["shown"], one["given"]) for one in threshold["tiers"]] == [
        ("offers", True, False), ("offers", False, False),
    ]  # fmt: skip


def test_the_basket_is_the_callers_own(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("30", "message"))
    shopdata.fill_basket(client, tea)
    assert ask(client)["thresholds"][0]["counted"] == "20.00"
    assert ask(Client())["thresholds"][0]["counted"] == "0.00"


def test_the_currency_while_the_basket_is_empty(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier({"USD": "30", "EUR": "25"}, "message"))
    assert ask(client, currency="EUR")["thresholds"][0]["tiers"][0]["at_least"] == "25.00"
    assert ask(client, currency="JPY")["thresholds"] == []
    shopdata.fill_basket(client, tea)
    assert ask(client, currency="EUR")["currency"] == "USD"


def test_without_thresholds_the_list_is_empty(client: Client) -> None:
    found = ask(client)
    assert (found["thresholds"], found["recognised"]) == ([], [])


def test_a_slot_has_the_bar_that_its_page_shows(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("30", "message"))
    place(widget="threshold", slot="page.top", args={"show_from": 50})
    url = "/crosssell/api/slots/page.top/"
    assert client.get(url).json()["widgets"] == []
    shopdata.fill_basket(client, tea)
    [widget] = client.get(url).json()["widgets"]
    assert widget["bar"]["text"] == "Add $10.00 more and get a surprise."
    assert widget["bar"]["tiers"][0]["gap"] == "10.00"


def test_it_is_not_kept_by_anybody(client: Client) -> None:
    assert "no-store" in client.get(URL)["Cache-Control"]
