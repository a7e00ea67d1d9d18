"""Every filter and boost judges real candidates by the facts it needs and no others."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from oscar.core.loading import get_model

from crosssell import facts as facts_module
from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.data import Candidate, Page, Product
from crosssell.facts import Facts
from crosssell.oscar import catalogue
from tests import hostile, shopdata
from tests.attributes import describe
from tests.integration.test_facts_offers import make_offer, make_range
from tests.shopdata import MIDDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> dict[str, Any]:
    """A page of jam, and milk, which it may show; both of one brand and category."""
    dairy = shopdata.make_category("Dairy", parent=shopdata.make_category("Food"))
    user = shopdata.make_user()
    jam, milk = (
        shopdata.make_product(title, price, stock=4, category=dairy)
        for title, price in (("Jam", "2.00"), ("Milk", "4.00"))
    )
    for product in (jam, milk):
        describe(product, brand="Acme")
    held = make_range("Milk", milk)
    make_offer(held)
    get_model("reviews", "ProductReview").objects.create(
        product=milk, score=3, status=1, title="T", body="B", name="Ann"
    )
    get_model("catalogue", "Product").objects.update(date_created=MIDDAY - timedelta(days=30))
    shopdata.make_order(milk, user=user)
    basket = shopdata.make_basket(milk, owner=user)
    facts = Facts.of(None, product=jam, user=user, basket=basket, now=MIDDAY + timedelta(days=1))
    return {"facts": facts, "milk": milk, "range": held.pk, "category": dairy.pk}


def known(shop: dict[str, Any], plugin: registry.Plugin) -> tuple[Page, Product]:
    """The page and the milk with what the plugin needs."""
    facts, pk = shop["facts"], shop["milk"].pk
    products = facts.enriched(catalogue.products([pk]), plugin.needs, None)
    return facts.page("any", plugin.needs), products[pk]


def test_every_filter_keeps_it_out(shop: dict[str, Any]) -> None:
    category, held = {"categories": [shop["category"]]}, {"ranges": [shop["range"]]}
    classes = {"classes": [shop["milk"].product_class_id]}
    brand = {"attribute": "brand", "values": ["ACME"]}
    expected: dict[str, tuple[dict[str, Any], str]] = {
        "absolute_price": ({"at_most": "3.99"}, "price_above"),
        "age": ({"at_most": 30}, "too_old"),
        "attribute_as_page": ({"attribute": "brand", "keep_out": "same"}, "same_value"),
        "attribute_in": (brand | {"values": ["zen"]}, "no_such_value"),
        "attribute_out": (brand, "value_left_out"),
        "category_in": ({"categories": [shop["category"] + 1]}, "outside_categories"),
        "category_out": (category, "category_left_out"),
        "excluded_products": ({"products": [shop["milk"].pk]}, "product_left_out"),
        "in_basket": ({}, "in_basket"),
        "not_on_sale": ({}, "on_offer"),
        "out_of_stock": ({"at_least": 5}, "few_left"),
        "owned_already": ({}, "owned_already"),
        "page_category": ({"keep_out": "same"}, "same_category"),
        "product_class": (classes | {"keep_out": "these"}, "class_left_out"),
        "range_in": ({"ranges": [shop["range"] + 1]}, "outside_ranges"),
        "range_out": (held, "range_left_out"),
        "rating_at_least": ({"at_least": "3.01"}, "badly_rated"),
        "relative_price": ({"at_most": 199}, "too_dear"),
        # Milk is public, buyable, no jam, and on offer.
        "not_buyable": ({}, ""),
        "not_public": ({}, ""),
        "on_sale_only": ({}, ""),
        "same_product": ({}, ""),
        # Nobody knows what a visitor without a session was shown.
        "seen_often": ({"times": 1}, ""),
    }
    answers = {}
    for plugin in registry.all_of("filters"):
        args, _code = expected[plugin.code]
        answers[plugin.code] = plugin.run(*known(shop, plugin), parse(plugin.args, args)).code
    assert answers == {code: wanted for code, (_args, wanted) in expected.items()}


def learned(run_id: int | None, ids: Collection[int]) -> dict[int, float]:
    """What a refresh might have counted."""
    return dict.fromkeys(ids, 0.75)


def test_every_boost_has_a_value(shop: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("popularity", "season"):
        monkeypatch.setattr(facts_module.reading, name, learned, raising=False)
    candidate = Candidate(shop["milk"].pk, 1.0, together=9, orders=10, relative=0.5)
    values = {}
    for plugin in registry.all_of("boosts"):
        page, product = known(shop, plugin)
        args = parse(plugin.args, hostile.required(plugin.args))
        beside = ((),) if plugin.beside else ()
        values[plugin.code] = round(plugin.run(page, candidate, product, args, *beside), 3)
    assert 0.0 <= values.pop("shuffle") <= 1.0
    assert values == {
        "conversion": 0.5,
        "diversity": 1.0,
        "freshness": 0.489,
        "margin": 0.0,
        "merchants_weight": 0.5,
        "pair_confidence": 0.596,
        "popularity": 0.75,
        "price_closeness": 0.5,
        "price_level": 0.767,
        "rating": 0.6,
        "score": 0.5,
        "season": 0.75,
        "stock_depth": 0.167,
    }
