"""A slot in the card of a list: planned for all cards together, each for its own product."""

import logging
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tests import learned, shopdata
from tests.integration import storefront
from tests.stub_engine import StubEngine, stub_engine

__all__ = ["stub_engine"]

pytestmark = pytest.mark.django_db
CARD = Template('{% load crosssell_tags %}{% crosssell_slot "card.below_title" %}')


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in captured)


def shelf(name: str, cards: int) -> tuple[Any, list[Any]]:
    """A category with that many products, each bought with one of its own."""
    food, partners = shopdata.make_category(name), shopdata.make_category(f"{name}, partners")
    listed = [shopdata.make_product(f"{name} {n:02}", category=food) for n in range(cards)]
    bought = [shopdata.make_product(f"With {name} {n:02}", category=partners) for n in range(cards)]
    learned.learn({one: [other] for one, other in zip(listed, bought, strict=True)}, best=listed)
    call_command("rebuild_index", interactive=False, verbosity=0)
    return food, listed


def test_each_card_of_a_category_shows_what_goes_with_its_product(client: Client) -> None:
    food, listed = shelf("Tea", 3)
    learned.place(learned.rule(), slot="card.below_title", max_items=1, layout="compact")
    html = storefront.fetch(client, food.get_absolute_url())
    for one in listed:
        assert html.count(f'crosssell-name"><a href="/catalogue/with-{one.slug}_') == 1


def added(client: Client, placement: Any, cards: int) -> int:
    """The queries that the placement adds to a category page with that many cards."""
    food, _listed = shelf(f"Shelf of {cards}", cards)
    url = food.get_absolute_url()
    counts = []
    for active in (False, True):
        placement.active = active
        placement.save()
        queries(client, url)
        counts.append(queries(client, url))
    return counts[1] - counts[0]


def test_two_cards_cost_what_twenty_cost(client: Client) -> None:
    placement = learned.place(learned.rule(), slot="card.below_title", max_items=1)
    # Pairs and products; then products, stock, pictures and thumbnails of the cards.
    assert [added(client, placement, cards) for cards in (2, 20)] == [6, 6]


def test_whatever_the_rules_ask_the_cards_ask_it_together(client: Client, settings: Any) -> None:
    settings.CROSSSELL = {**settings.CROSSSELL, "CANDIDATE_CACHE_SECONDS": 0}
    storefront.sign_in(client)
    price = ("product_price", {"at_least": "0.01", "currency": "USD"})
    rules = [
        learned.rule("matrix", filters=[("owned_already", {})]),
        learned.rule("same_category", conditions=[price]),
        learned.rule("bestsellers"),
    ]
    placement = learned.place(*rules, slot="card.below_title", max_items=2)
    few, many = (added(client, placement, cards) for cards in (2, 20))
    assert few == many > 6


def test_the_first_card_plans_its_list_and_the_others_find_it(stub_engine: StubEngine) -> None:
    stub_engine.slots = {"card.below_title": ("plain",)}
    tea, milk, oats = (shopdata.make_product(title) for title in ("Tea", "Milk", "Oats"))
    request = RequestFactory().get("/")

    def card(product: Any) -> str:
        return CARD.render(
            Context({"request": request, "products": [tea, milk], "product": product})
        )

    assert [card(one) for one in (tea, milk, tea)] == ["[card.below_title]"] * 3
    assert [facts._product for facts in stub_engine.facts] == [tea, milk]
    assert card(oats) == "[card.below_title]"
    assert [facts._product for facts in stub_engine.facts[2:]] == [oats]


def test_a_list_that_nobody_has_read_is_not_read_for_a_card(stub_engine: StubEngine) -> None:
    stub_engine.slots = {"card.below_title": ("plain",)}
    tea = shopdata.make_product("Tea")
    unread = type(tea).objects.all()
    context = {"request": RequestFactory().get("/"), "products": unread, "product": tea}
    with CaptureQueriesContext(connection) as captured:
        assert CARD.render(Context(context)) == "[card.below_title]"
    assert len(captured) == 0
    assert [facts._product for facts in stub_engine.facts] == [tea]


def test_a_plan_that_fails_is_logged_once_for_the_list(
    stub_engine: StubEngine, caplog: pytest.LogCaptureFixture
) -> None:
    stub_engine.slots = {"card.below_title": ("plain",)}
    stub_engine.fails = RuntimeError("broken")
    products = [shopdata.make_product("Tea"), shopdata.make_product("Milk")]
    request = RequestFactory().get("/")
    with caplog.at_level(logging.ERROR, "crosssell.render"):
        for one in products:
            context = {"request": request, "products": products, "product": one}
            assert CARD.render(Context(context)) == ""
    assert len(caplog.records) == 1
