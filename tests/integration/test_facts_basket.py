"""What a basket and an order hold and cost, and what was viewed."""

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from oscar.apps.partner.strategy import UK
from oscar.core.loading import get_class, get_model

from crosssell.core.data import Basket, Page
from crosssell.facts import Facts
from tests import shopdata
from tests.integration.test_facts_attributes import set_attribute
from tests.integration.test_facts_offers import make_offer, make_range

pytestmark = pytest.mark.django_db


def load(facts: Facts, *needs: str) -> tuple[Page, int]:
    """The page and the number of queries it cost."""
    with CaptureQueriesContext(connection) as captured:
        page = facts.page("slot", needs)
    return page, len(captured)


def basket_of(basket: Any, *needs: str) -> Basket:
    found = load(Facts.of(None, basket=basket), *needs)[0].basket
    assert found is not None
    return found


def test_totals_and_lines_cost_what_is_paid() -> None:
    tea, jam = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Jam", "3.00")
    make_offer(make_range("Tea", tea))
    basket = shopdata.make_basket(tea, jam, quantity=2)
    get_class("offer.applicator", "Applicator")().apply(basket, AnonymousUser())
    found = basket_of(basket, "basket")
    assert [line.total for line in found.lines] == [Decimal("7.20"), Decimal("6.00")]
    assert (found.total, found.total_excl_tax, found.total_incl_tax) == (Decimal("13.20"),) * 3


def test_tax_is_in_the_total_only_where_it_is_known() -> None:
    tea = shopdata.make_product("Tea", "10.00")
    taxed, untaxed = shopdata.make_basket(tea), shopdata.make_basket(tea)
    taxed.strategy, untaxed.strategy = UK(), get_class("partner.strategy", "US")()
    found = basket_of(taxed, "basket")
    assert (found.total, found.total_excl_tax, found.total_incl_tax) == (12, 10, 12)
    assert found.lines[0].total == 12
    found = basket_of(untaxed, "basket")
    assert (found.total, found.total_excl_tax, found.total_incl_tax) == (10, 10, None)
    assert found.lines[0].total == 10


def test_lines_alone_have_no_totals() -> None:
    found = basket_of(shopdata.make_basket(shopdata.make_product()), "basket.lines")
    assert (found.total, found.total_excl_tax, found.total_incl_tax) == (0, 0, None)
    assert [line.total for line in found.lines] == [None]
    empty = basket_of(shopdata.Basket(), "basket")
    assert (empty.total, empty.total_excl_tax, empty.total_incl_tax) == (0, 0, 0)


def test_vouchers_are_codes_in_upper_case_in_one_query() -> None:
    basket = shopdata.make_basket(shopdata.make_product())
    voucher = get_model("voucher", "Voucher").objects.create(
        name="Spring", code="Spring20", start_datetime=shopdata.MIDDAY, end_datetime=shopdata.MIDDAY
    )
    basket.vouchers.add(voucher)
    facts = Facts.of(None, basket=basket)
    load(facts, "basket.lines")
    page, queries = load(facts, "basket.vouchers")
    assert page.basket is not None
    assert (page.basket.vouchers, queries) == ({"SPRING20"}, 1)
    assert load(facts, "basket.vouchers") == (page, 0)
    assert basket_of(basket, "basket").vouchers is None
    page, queries = load(Facts.of(None, basket=shopdata.Basket()), "basket.vouchers")
    assert page.basket is not None
    assert (page.basket.vouchers, queries) == (frozenset(), 0)


def test_an_order_knows_its_total_and_what_its_lines_cost() -> None:
    tea = shopdata.make_product("Tea", "4.00")
    order = shopdata.make_order(tea, quantity=3)
    shopdata.Order.objects.filter(pk=order.pk).update(total_incl_tax="17.90", currency="EUR")
    order.refresh_from_db()
    page, queries = load(Facts.of(None, order=order), "order")
    assert page.order is not None
    assert [(line.product_id, line.total) for line in page.order] == [(tea.pk, Decimal(12))]
    assert (page.order_total, page.order_currency, queries) == (Decimal("17.90"), "EUR", 1)
    page, _ = load(Facts.of(None, order=order), "basket")
    assert (page.order, page.order_total, page.order_currency) == (None, None, "")


def test_the_categories_of_what_was_viewed() -> None:
    food, garden = shopdata.make_category("Food"), shopdata.make_category("Garden")
    dairy = shopdata.make_category("Dairy", parent=food)
    _, [small] = shopdata.make_parent("Milk", {"1 l": "1"}, category=dairy)
    shopdata.make_product("Spade", category=garden)
    request = RequestFactory().get("/")
    cookie = settings.OSCAR_RECENTLY_VIEWED_COOKIE_NAME
    request.COOKIES[cookie] = f"[{small.pk}, 99999999]"
    facts = Facts.of(request)
    page, queries = load(facts, "viewed.categories")
    assert (page.viewed_category_ids, page.viewed, queries) == ({food.pk, dairy.pk}, None, 1)
    page, queries = load(facts, "viewed.categories", "viewed")
    assert (page.viewed, queries) == ((99999999, small.pk), 0)
    request.COOKIES[cookie] = "[]"
    page, queries = load(Facts.of(request), "viewed.categories")
    assert (page.viewed_category_ids, queries) == (frozenset(), 0)
    assert load(Facts.of(None), "viewed.categories")[0].viewed_category_ids is None


@pytest.mark.parametrize("fact", ["basket.categories", "basket.attributes"])
def test_lines_of_an_order_are_described_where_they_are_needed(fact: str) -> None:
    food = shopdata.make_category("Food")
    tea, jam = (shopdata.make_product(name, category=food) for name in ("Tea", "Jam"))
    for product in (tea, jam):
        set_attribute(product, "brand", "text", product.title)
    order, basket = shopdata.make_order(tea, jam), shopdata.make_basket(tea)
    facts, both = (Facts.of(None, order=order, basket=basket) for _ in range(2))
    load(facts, "basket.lines")

    page, queries = load(facts, "basket.lines", fact)
    assert (page.order, queries) == (None, 1)
    # The order's lines, and what the basket did not have.
    page, queries = load(facts, "basket.lines", "order", fact)
    assert page.order is not None
    assert queries == 2
    told = [line.category_ids or line.attributes for line in page.order]
    assert told == (
        [{food.pk}] * 2 if "categories" in fact else [{"brand": "tea"}, {"brand": "jam"}]
    )
    assert load(facts, "basket.lines", "order", fact)[1] == 0
    # Both from the start: the lines of the order, and one query for all.
    assert load(both, "basket.lines", "order", fact)[1] == 2
