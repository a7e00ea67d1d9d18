"""Every fact of the registry fills what the contract says, and costs its queries once."""

from collections.abc import Collection
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_class, get_model

from crosssell import facts as facts_module
from crosssell import fatigue, registry
from crosssell.core.data import Page, Product
from crosssell.facts import Facts
from crosssell.oscar import catalogue
from tests import shopdata
from tests.integration.test_facts_attributes import set_attribute
from tests.integration.test_facts_offers import make_offer, make_range
from tests.visitor import AGENT

pytestmark = pytest.mark.django_db

# What each fact costs on a page that knows nothing yet, where that is not one query. Oscar has
# the lines of a basket already; a candidate's stock comes with its price; the shop's own hook
# knows the costs; the placement map has the weights.
QUERIES = {
    "customer": 0,
    "basket": 0,
    "basket.lines": 0,
    "viewed": 0,
    "visit": 0,
    "candidate.stock": 0,
    "candidate.margin": 0,
    "candidate.popularity": 0,
    "candidate.season": 0,
    "candidate.weight": 0,
    "visit.seen": 0,
}
# Where each fact is seen, as a path from the page or from a candidate.
SEEN: dict[str, tuple[str, ...]] = {
    "product": ("product.price", "product.currency"),
    "product.categories": ("product.category_ids", "product.all_category_ids", "category_ids"),
    "product.attributes": ("product.attributes",),
    "product.stock": ("product.stock",),
    "product.ranges": ("product.range_ids",),
    "category": ("category_ids",),
    "basket": ("basket.total", "basket.total_incl_tax", "basket.total_excl_tax"),
    "basket.lines": ("basket.lines",),
    "basket.categories": ("basket.lines.0.category_ids",),
    "basket.attributes": ("basket.lines.0.attributes",),
    "basket.vouchers": ("basket.vouchers",),
    "customer": ("customer.id",),
    "customer.groups": ("customer.group_ids",),
    "customer.bought": ("customer.bought",),
    "customer.bought_categories": ("customer.bought_category_ids",),
    "customer.purchases": ("customer.purchases", "customer.purchases.orders"),
    "viewed": ("viewed",),
    "viewed.categories": ("viewed_category_ids",),
    "order": ("order", "order.0.total", "order_total", "order_currency"),
    "visit": ("visit.language", "visit.device", "visit.referrer", "visit.campaign", "visit.seed"),
    "visit.country": ("visit.country",),
    "visit.seen": ("visit.seen",),
    "candidate.categories": ("category_ids", "all_category_ids"),
    "candidate.attributes": ("attributes",),
    "candidate.stock": ("stock",),
    "candidate.rating": ("rating", "reviews"),
    "candidate.ranges": ("range_ids",),
    "candidate.offers": ("on_offer",),
    "candidate.margin": ("margin",),
    "candidate.popularity": ("popularity",),
    "candidate.season": ("season",),
    "candidate.conversion": ("conversion",),
    "candidate.weight": (),
}  # fmt: skip
# Known of every page or candidate, whatever is needed.
ALWAYS = {"slot", "now", "category_id", "currency"}
ALWAYS_OF_PRODUCT = {
    "id", "parent_id", "title", "public", "buyable", "price", "currency", "created",
    "structure", "class_id",
}  # fmt: skip


def cost(ids: list[int]) -> dict[int, Decimal]:
    return dict.fromkeys(ids, Decimal("1.00"))


def learned(run_id: int | None, ids: Collection[int]) -> dict[int, float]:
    return dict.fromkeys(ids, 0.5)


class Session(dict[str, Any]):
    """A session that has begun and holds nothing."""

    session_key = "key"


@pytest.fixture
def shop(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A shop in which every fact has something to say about one product."""
    settings.CROSSSELL = {"COST_HOOK": f"{__name__}.cost"}
    for name in ("popularity", "season"):
        monkeypatch.setattr(facts_module.reading, name, learned, raising=False)
    food = shopdata.make_category("Food")
    dairy = shopdata.make_category("Dairy", parent=food)
    user = shopdata.make_user(groups=["Regulars"])
    milk = shopdata.make_product("Milk", "4.00", category=dairy)
    set_attribute(milk, "brand", "text", "Cow")
    make_offer(make_range("Dairy", milk))
    get_model("reviews", "ProductReview").objects.create(
        product=milk, score=4, status=1, title="T", body="B", name="Ann"
    )
    basket = shopdata.make_basket(milk, owner=user)
    basket.vouchers.add(
        get_model("voucher", "Voucher").objects.create(
            name="V", code="V", start_datetime=shopdata.MIDDAY, end_datetime=shopdata.MIDDAY
        )
    )
    # Oscar's middleware has priced the basket before a page is made.
    get_class("offer.applicator", "Applicator")().apply(basket, user)
    get_model("address", "UserAddress").objects.create(
        user=user, country=shopdata.make_country(), line1="1", is_default_for_shipping=True
    )
    headers = {"referer": "https://a.example/", "sec-ch-ua-mobile": "?1", "user-agent": AGENT}
    request = RequestFactory().get("/?utm_source=mail", headers=headers)
    request.session = Session()
    request.COOKIES[django_settings.OSCAR_RECENTLY_VIEWED_COOKIE_NAME] = f"[{milk.pk}]"
    request.user, request.basket = user, basket
    fatigue.shown(request, [milk.pk])
    order = shopdata.make_order(milk, user=user)
    return {"request": request, "product": milk, "category": dairy, "order": order}


def load(facts: Facts, light: dict[int, Product], *needs: str) -> tuple[Page, Product, int]:
    with CaptureQueriesContext(connection) as captured:
        page = facts.page("slot", needs)
        [candidate] = facts.enriched(light, needs, 7).values()
    return page, candidate, len(captured)


def facts_of(shop: dict[str, Any], fact: str) -> Facts:
    about = dict(shop)
    if fact.startswith("product"):  # A category's page has its own categories.
        del about["category"]
    return Facts.of(about.pop("request"), **about)


def test_this_table_knows_every_fact() -> None:
    assert set(SEEN) == set(registry.FACTS)


@pytest.mark.parametrize("fact", registry.FACTS)
def test_a_fact_fills_its_fields_and_costs_its_queries_once(
    fact: str, shop: dict[str, Any]
) -> None:
    light = catalogue.products([shop["product"].pk])
    facts = facts_of(shop, fact)
    expected = QUERIES.get(fact, 1)
    page, candidate, queries = load(facts, light, fact)
    assert queries == expected
    assert load(facts, light, fact) == (page, candidate, 0)
    for path in SEEN[fact]:
        found: Any = candidate if fact.startswith("candidate.") else page
        for name in path.split("."):
            found = found[int(name)] if name.isdigit() else getattr(found, name)
        assert found, f"{fact} leaves {path} at {found!r}"


def test_all_facts_together_cost_no_more_than_each_alone(shop: dict[str, Any]) -> None:
    light = catalogue.products([shop["product"].pk])
    _, _, queries = load(facts_of(shop, ""), light, *registry.FACTS)
    # Thirty facts: what page and candidate have in common is asked once for both.
    assert queries == 18


def test_nothing_is_known_that_nobody_needs(shop: dict[str, Any]) -> None:
    light = catalogue.products([shop["product"].pk])
    page, candidate, queries = load(facts_of(shop, ""), light)
    assert queries == 0
    assert candidate == light[candidate.id]
    blank = Page(slot="slot", now=page.now)
    said = {one.name for one in fields(Page) if getattr(page, one.name) != getattr(blank, one.name)}
    assert said == (ALWAYS - {"slot", "now"}) | {"product"}
    assert page.product is not None
    empty = Product(page.product.id)
    told = {
        one.name
        for one in fields(Product)
        if getattr(page.product, one.name) != getattr(empty, one.name)
    }
    assert told <= ALWAYS_OF_PRODUCT
    assert {"title", "created", "class_id"} <= told


def test_every_field_of_a_page_and_a_product_is_brought_by_a_fact() -> None:
    paths = [path.split(".") for paths in SEEN.values() for path in paths]
    of_page = {path[0] for fact, some in SEEN.items() for path in (one.split(".") for one in some)
               if not fact.startswith("candidate.")}  # fmt: skip
    assert {one.name for one in fields(Page)} == of_page | ALWAYS
    of_product = {path[-1] for path in paths}
    # The merchant's weight comes from the placement map.
    assert {one.name for one in fields(Product)} <= of_product | ALWAYS_OF_PRODUCT | {"weight"}
