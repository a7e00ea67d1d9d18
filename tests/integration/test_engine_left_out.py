"""What no slot shows, whatever a rule or a visitor says."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from crosssell import engine
from crosssell.facts import Facts
from tests import shopdata
from tests.learned import SLOT, facts, learn, place, rule, shown, titled

pytestmark = pytest.mark.django_db


def test_never_hidden_sold_out_unpriced_own_or_in_the_basket(rf: RequestFactory) -> None:
    good, hidden, empty, unpriced, basketed = [
        *titled("Good"),
        *titled("Hidden", is_public=False),
        *titled("Empty", stock=0),
        *titled("Unpriced", price=None),
        *titled("Basketed"),
    ]
    parent, [small, large] = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    learn({parent: [hidden, empty, unpriced, basketed, parent, small, 10**9, good]})
    place(rule())
    basket = shopdata.make_basket(basketed)
    assert shown(engine.plan(facts(product=large, basket=basket), [SLOT])) == [["Good"]]


def test_a_variant_in_the_basket_keeps_the_parent_out() -> None:
    [tea] = titled("Tea")
    parent, [small, large] = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    learn({tea: [parent]})
    place(rule())
    assert shown(engine.plan(facts(product=tea), [SLOT])) == [["Milk"]]
    basket = shopdata.make_basket(small)
    assert engine.plan(facts(product=tea, basket=basket), [SLOT]) == {}


def test_a_row_edited_by_hand_is_skipped_and_the_rest_is_shown(caplog) -> None:
    [cup] = titled("Cup")
    learn(best=[cup])
    place(rule("no_such_strategy"), rule("bestsellers", {"window": 5}), rule("bestsellers"))
    place(rule("bestsellers"), widget="no_such_widget")
    place(rule("bestsellers", conditions=[("schedule", [])]))
    assert shown(engine.plan(facts(), [SLOT])) == [["Cup"]]
    assert "window: must be one of 7, 28, 90, 365" in caplog.text
    assert "no_such_strategy" in caplog.text
    assert "no_such_widget" in caplog.text


def test_what_oscars_strategy_refuses_is_replaced_from_the_reserve() -> None:
    tea, cup, pot, jam = titled("Tea", "Cup", "Pot", "Jam")
    learn({tea: [cup, pot, jam]})
    place(rule(), max_items=2)
    page = facts(product=tea)

    class NoCups(type(page.strategy)):
        def availability_policy(self, product: Any, stockrecord: Any) -> Any:
            if product.title == "Cup":
                stockrecord = None
            return super().availability_policy(product, stockrecord)

    page.strategy = NoCups()
    assert shown(engine.plan(page, [SLOT])) == [["Pot", "Jam"]]


def test_a_forged_cookie_of_viewed_products_shows_what_exists(rf: RequestFactory) -> None:
    [cup] = titled("Cup")
    place(rule("recently_viewed"))
    request = rf.get("/")
    request.user = AnonymousUser()
    name = settings.OSCAR_RECENTLY_VIEWED_COOKIE_NAME
    request.COOKIES[name] = f'[{cup.pk}, {2**62}, {2**80}, -1, null, "x", [1]]'
    assert shown(engine.plan(Facts.of(request), [SLOT])) == [["Cup"]]
    for cookie in ("[" * 100_000, '{"a": 1}', "7", "", "\x00"):
        request.COOKIES[name] = cookie
        assert engine.plan(Facts.of(request), [SLOT]) == {}
