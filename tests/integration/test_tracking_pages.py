"""Each widget on its page: what is marked to be seen is what was noted, and nothing else."""

import re
from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

from tests import laddered, shopdata
from tests.bundled import make_bundle
from tests.laddered import tier
from tests.learned import learn, place, rule
from tests.noted import HIDDEN, LINK, POSTED, in_order, marked, read, shown, token_in
from tests.visitor import AGENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
# Differs from one page to the next.
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def partners(tea: Any) -> list[Any]:
    """What goes with tea, one of them with variants."""
    cup, pot = shopdata.make_product("Cup", "7.50"), shopdata.make_product("Pot", "9.00")
    milk, _ = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    found = [cup, pot, milk]
    learn({tea: found})
    return found


@pytest.mark.parametrize("layout", ["grid", "list", "carousel", "compact"])
def test_tiles(visitor: Client, tea: Any, partners: list[Any], layout: str) -> None:
    placement = place(rule(), layout=layout, min_items=1)
    html = read(visitor, tea.get_absolute_url())
    assert marked(html) == in_order(partners)
    assert shown() == [(placement.pk, in_order(partners))]
    cup, pot, milk = re.findall(r"<li .*?</li>", html, re.DOTALL)
    for card, product in ((cup, partners[0]), (pot, partners[1]), (milk, partners[2])):
        [token] = set(re.findall(r'data-crosssell-token="([^"]*)"', card))
        assert {token_in(address) for address in LINK.findall(card)} == {token}
        assert f'href="{product.get_absolute_url()}?crosssell={token}"' in card
    own = f'formaction="/basket/add/{partners[0].pk}/?crosssell={token_in(LINK.findall(cup)[0])}"'
    assert own in cup
    assert len(POSTED.findall(cup)) == 2
    # A variant is chosen on its own page.
    assert POSTED.findall(milk) == []


def test_bought_together(visitor: Client, tea: Any, partners: list[Any]) -> None:
    placement = place(widget="bought_together", args={"partners": 2})
    html = read(visitor, tea.get_absolute_url())
    tokens = re.findall(r'data-crosssell-token="([^"]*)"', html)
    assert marked(html) == in_order(partners[:2])
    assert HIDDEN.findall(html) == tokens
    assert [token_in(one) for one in LINK.findall(html)] == tokens
    assert shown() == [(placement.pk, in_order(partners[:2]))]


def test_what_a_widget_leaves_out_is_not_noted(visitor: Client, tea: Any) -> None:
    gone, cup = shopdata.make_product("Gone", "5.00"), shopdata.make_product("Cup", "7.50")
    euro = shopdata.make_product("Euro", "5.00")
    get_model("partner", "StockRecord").objects.filter(product=euro).update(price_currency="EUR")
    learn({tea: [gone, euro, cup]})
    get_model("catalogue", "Product").objects.filter(pk=gone.pk).update(is_public=False)
    placement = place(widget="bought_together")
    html = read(visitor, tea.get_absolute_url())
    # Its rank is the plan's: the first place was planned for the one in another currency.
    assert marked(html) == [("product", cup.pk, 2)]
    assert shown() == [(placement.pk, [("product", cup.pk, 2)])]


def test_comparison(visitor: Client, tea: Any, partners: list[Any]) -> None:
    placement = place(rule(), widget="comparison")
    html = read(visitor, tea.get_absolute_url())
    tokens = re.findall(r'data-crosssell-token="([^"]*)"', html)
    assert marked(html) == in_order(partners[:2])
    assert [token_in(one) for one in LINK.findall(html)] == tokens
    assert [token_in(one) for one in POSTED.findall(html)] == [
        tokens[0], tokens[0], tokens[1], tokens[1]
    ]  # fmt: skip
    # The page's own product is there too, and is nobody's recommendation.
    assert f'formaction="/basket/add/{tea.pk}/"' in html
    assert shown() == [(placement.pk, in_order(partners[:2]))]


def test_a_slot_that_has_nothing_is_noted_as_empty(visitor: Client, tea: Any) -> None:
    placement = place(rule(), widget="products")
    assert read(visitor, tea.get_absolute_url()) == ""
    assert shown() == [(placement.pk, None)]


def test_whoever_is_not_counted_gets_the_page_without_tokens(tea: Any, partners: list[Any]) -> None:
    make_bundle(tea, partners[0])
    laddered.make_threshold(tier("30"))
    for position, widget in enumerate(("products", "bought_together", "comparison", "bundle")):
        place(
            *([rule()] if widget in ("products", "comparison") else []),
            widget=widget,
            position=position,
        )
    place(widget="threshold", position=9)
    pages = {}
    for name, headers in {
        "person": {"user-agent": AGENT},
        "crawler": {"user-agent": "Googlebot/2.1"},
        "opted out": {"user-agent": AGENT, "Sec-GPC": "1"},
        "ahead": {"user-agent": AGENT, "Sec-Purpose": "prefetch"},
        "nothing": {},
    }.items():
        html = read(Client(headers=headers), tea.get_absolute_url())
        pages[name] = CSRF.sub("", html)
        assert bool(shown()) == (name == "person")
    assert pages["crawler"] == pages["ahead"] == pages["nothing"]
    # What the others see is what a person sees but for the tokens, to the letter.
    bare = re.sub(r' data-crosssell-token="[^"]*"', "", pages["person"])
    bare = re.sub(r"\?crosssell=[^\"&]*", "", HIDDEN.sub("", bare))
    assert bare == pages["crawler"] == pages["opted out"]
