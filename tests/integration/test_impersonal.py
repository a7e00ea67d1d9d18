"""Who has opted out is shown nothing personal, and no widget is empty because of it."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from crosssell import engine
from crosssell.facts import Facts
from crosssell.impersonal import impersonal
from crosssell.placements import current
from tests import learned, shopdata

pytestmark = pytest.mark.django_db

OUT = {"Sec-GPC": "1"}


@pytest.fixture
def viewed() -> Any:
    return shopdata.make_product("Viewed")


@pytest.fixture
def sold() -> Any:
    """What the shop sells most."""
    tea = shopdata.make_product("Tea")
    learned.learn(best=[tea], window=28)
    return tea


def plan(viewed: Any, headers: dict[str, str]) -> Any:
    request = RequestFactory(headers=headers).get("/")
    request.user = AnonymousUser()
    request.COOKIES["oscar_history"] = f"[{viewed.pk}]"
    return engine.plan(Facts.of(request), [learned.SLOT])


def test_bestsellers_take_the_place_of_what_was_viewed(viewed: Any, sold: Any) -> None:
    rule = learned.rule("recently_viewed", reason="You liked it")
    learned.place(rule, title="Seen before")
    for headers, title, product, reason in (
        ({}, "Seen before", "Viewed", "You liked it"),
        (OUT, "", "Tea", "Bestseller"),
        ({"DNT": "1"}, "", "Tea", "Bestseller"),
        ({"Sec-GPC": "0", "DNT": "0"}, "Seen before", "Viewed", "You liked it"),
    ):
        [planned] = plan(viewed, headers)[learned.SLOT]
        item = planned.items[0]
        assert planned.placement.title == title, headers
        assert item.card.title == product, headers
        assert item.recommendation.reason == reason, headers


def test_new_products_take_it_where_nothing_was_sold(viewed: Any) -> None:
    learned.place(learned.rule("for_you"))
    assert learned.shown(plan(viewed, OUT)) == [["Viewed"]]


def test_fallbacks_that_know_nobody_come_first(viewed: Any, sold: Any) -> None:
    shopdata.make_product("Newest")
    rule = learned.rule(
        "recently_viewed",
        fallbacks=[("buy_again", {}), ("new_arrivals", {}), ("bestsellers", {"window": 28})],
    )
    learned.place(rule)
    [view] = current().by_slot[learned.SLOT]
    found = impersonal(view.rules[0])
    assert (found.strategy, [one.code for one in found.fallbacks]) == (
        "new_arrivals",
        ["bestsellers"],
    )


def test_a_rule_that_knows_nobody_stays_as_it_is(viewed: Any, sold: Any) -> None:
    learned.place(learned.rule("bestsellers", {"window": 28}, reason="Loved"), title="Best")
    [view] = current().by_slot[learned.SLOT]
    assert impersonal(view.rules[0]) is view.rules[0]
    [planned] = plan(viewed, OUT)[learned.SLOT]
    assert planned.placement.title == "Best"
    assert [item.recommendation.reason for item in planned.items] == ["Loved"]


def test_a_personal_fallback_is_left_out(viewed: Any, sold: Any) -> None:
    rule = learned.rule(
        "bestsellers", {"window": 28}, fallbacks=[("recently_viewed", {})], reason="Loved"
    )
    learned.place(rule, title="Best", min_items=1)
    assert learned.shown(plan(viewed, {})) == [["Tea", "Viewed"]]
    assert learned.shown(plan(viewed, OUT)) == [["Tea"]]
