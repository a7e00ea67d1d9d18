"""Bundles, bars and gap fillers: what is marked to be seen is what was noted, and nothing else."""

import re
from typing import Any

import pytest
from django.test import Client

from tests import laddered, shopdata
from tests.bundled import make_bundle
from tests.laddered import tier
from tests.learned import learn, place
from tests.noted import HIDDEN, LINK, POSTED, in_order, marked, read, shown, token_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


def test_bundles_of_a_product(visitor: Client, tea: Any) -> None:
    cup, pot = shopdata.make_product("Cup", "7.50"), shopdata.make_product("Pot", "9.00")
    small = make_bundle(tea, cup)
    large = make_bundle(tea, pot, name="Large", args={"percent": "20"})
    placement = place(widget="bundle")
    html = read(visitor, tea.get_absolute_url())
    found = [("bundle", large.pk, 1), ("bundle", small.pk, 2)]
    tokens = re.findall(r'data-crosssell-token="([^"]*)"', html)
    assert marked(html) == found
    assert HIDDEN.findall(html) == tokens
    for token, bundle in zip(tokens, (large, small), strict=True):
        assert f'href="/crosssell/bundles/{bundle.slug}/?crosssell={token}"' in html
    # Products of a set lead to their own pages with the set's token.
    assert {token_in(one) for one in LINK.findall(html)} == set(tokens)
    assert shown() == [(placement.pk, found)]


def test_what_completes_a_bundle(visitor: Client, tea: Any) -> None:
    bundle = make_bundle(tea, shopdata.make_product("Cup", "7.50"))
    placement = place(widget="bundle", slot="basket.below_lines")
    shopdata.fill_basket(visitor, tea)
    html = read(visitor, "/basket/")
    [token] = re.findall(r'data-crosssell-token="([^"]*)"', html)
    assert marked(html) == [("bundle", bundle.pk, 1)]
    assert [token_in(one) for one in LINK.findall(html)] == [token]
    assert HIDDEN.findall(html) == [token]
    assert shown() == [(placement.pk, [("bundle", bundle.pk, 1)])]


def test_a_bundle_that_is_complete_offers_nothing(visitor: Client, tea: Any) -> None:
    cup = shopdata.make_product("Cup", "7.50")
    make_bundle(tea, cup)
    placement = place(widget="bundle", slot="basket.below_lines")
    shopdata.fill_basket(visitor, tea, cup)
    html = read(visitor, "/basket/")
    assert "Your bundles" in html
    assert "?crosssell=" not in html
    assert (marked(html), shown()) == ([], [(placement.pk, [])])


def test_a_bar_is_only_seen(visitor: Client, tea: Any) -> None:
    threshold = laddered.make_threshold(tier("30"))
    placement = place(widget="threshold")
    html = read(visitor, tea.get_absolute_url())
    found = [("threshold", threshold.pk, 1)]
    assert marked(html) == found
    assert "?crosssell=" not in html
    assert shown() == [(placement.pk, found)]


def test_a_bar_that_waits_is_not_shown_yet(visitor: Client, tea: Any) -> None:
    laddered.make_threshold(tier("30"))
    place(widget="threshold", args={"show_from": 50})
    html = read(visitor, tea.get_absolute_url())
    assert "data-crosssell-bar" in html
    assert (marked(html), shown()) == ([], [])


@pytest.mark.parametrize("single", [True, False])
def test_the_gap_filler(visitor: Client, tea: Any, single: bool) -> None:
    prices = ("26.00", "27.00") if single else ("12.50", "13.50")
    first, second = (shopdata.make_product(f"Cup {price}", price) for price in prices)
    laddered.make_threshold(tier("30"))
    learn(best=[first, second])
    placement = place(widget="gap_filler", slot="basket.below_lines")
    shopdata.fill_basket(visitor, tea)
    html = read(visitor, "/basket/")
    found = in_order([first, second])
    tokens = re.findall(r'data-crosssell-token="([^"]*)"', html)
    assert marked(html) == found
    assert {token_in(one) for one in LINK.findall(html)} == set(tokens)
    # Alone each has a button of its own; together they have one form.
    assert HIDDEN.findall(html) == ([] if single else tokens)
    assert [token_in(one) for one in POSTED.findall(html)] == (tokens if single else [])
    assert shown() == [(placement.pk, found)]
