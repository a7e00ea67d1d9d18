"""Each fact is what Oscar knows, is loaded once, and only when it is needed."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from crosssell.core.data import Customer, Page
from crosssell.facts import Facts
from tests import shopdata

pytestmark = pytest.mark.django_db
ALL = {
    "product",
    "product.categories",
    "category",
    "basket",
    "basket.categories",
    "customer",
    "customer.groups",
    "customer.bought",
    "viewed",
    "order",
}


def visit(user: Any = None, **cookies: str) -> Any:
    """A request as it reaches a view."""
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.COOKIES.update(cookies)
    return request


def load(facts: Facts, *needs: str) -> tuple[Page, int]:
    """The page and the number of queries it cost."""
    with CaptureQueriesContext(connection) as captured:
        page = facts.page("slot", needs)
    return page, len(captured)


def test_without_needs_only_the_identity_of_the_page_is_known() -> None:
    product = shopdata.make_product("Tea")
    page, queries = load(Facts.of(visit(), product=product))
    assert queries == 0
    assert page.product is not None
    assert (page.product.id, page.product.title, page.product.price) == (product.pk, "Tea", None)
    assert (page.basket, page.customer, page.viewed, page.order) == (None, None, None, None)
    assert (page.category_id, page.category_ids) == (None, None)


def test_now_is_in_the_shops_time_zone() -> None:
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    page = Facts.of(None, now=noon).page("slot", ())
    assert (page.now, page.now.hour) == (noon, 8)


def test_the_price_of_a_child_and_its_parents_categories() -> None:
    food = shopdata.make_category("Food")
    dairy = shopdata.make_category("Dairy", parent=food)
    parent, [small, _] = shopdata.make_parent(
        "Milk", {"1 l": "1.20", "2 l": "2.10"}, category=dairy
    )
    facts = Facts.of(None, product=small)
    page, queries = load(facts, "product", "product.categories")
    assert queries == 2
    assert page.product is not None
    assert (page.product.family, page.product.price, page.product.currency) == (
        parent.pk,
        Decimal("1.20"),
        "USD",
    )
    assert page.product.category_ids == {dairy.pk}
    assert page.category_ids == {food.pk, dairy.pk}
    assert load(facts, "product", "product.categories") == (page, 0)


def test_a_product_deleted_meanwhile_keeps_its_identity() -> None:
    product = shopdata.make_product("Tea")
    pk = product.pk
    shopdata.Product.objects.filter(pk=pk).delete()
    page, _ = load(Facts.of(None, product=product), "product", "product.categories")
    assert page.product is not None
    assert (page.product.id, page.product.price, page.category_ids) == (pk, None, frozenset())


def test_a_category_page_knows_its_category_and_those_above() -> None:
    food = shopdata.make_category("Food")
    tea = shopdata.make_category("Tea", parent=food)
    green = shopdata.make_category("Green", parent=tea)
    page, queries = load(Facts.of(None, category=green), "category")
    assert (page.category_id, page.category_ids, queries) == (
        green.pk,
        {food.pk, tea.pk, green.pk},
        1,
    )
    page, queries = load(Facts.of(None, category=food), "category")
    assert (page.category_ids, queries) == ({food.pk}, 0)
    assert load(Facts.of(None, category=food))[0].category_ids is None


def test_the_basket_has_lines_a_total_and_categories() -> None:
    food = shopdata.make_category("Food")
    tea = shopdata.make_product("Tea", "4.00", category=shopdata.make_category("Tea", parent=food))
    parent, [small, _] = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"}, category=food)
    facts = Facts.of(None, basket=shopdata.make_basket(tea, small, quantity=2))
    lines = load(facts, "basket.lines")[0].basket
    assert lines is not None
    assert [(line.product_id, line.family, line.quantity) for line in lines.lines] == [
        (tea.pk, tea.pk, 2),
        (small.pk, parent.pk, 2),
    ]
    assert lines.total == 0
    basket = load(facts, "basket")[0].basket
    assert basket is not None
    assert (basket.total, basket.currency) == (Decimal("10.40"), "USD")
    page, queries = load(facts, "basket", "basket.categories")
    assert queries == 1
    assert page.basket is not None
    assert [len(line.category_ids) for line in page.basket.lines] == [2, 1]


def test_an_empty_basket_is_a_basket() -> None:
    basket = shopdata.Basket()
    page, queries = load(Facts.of(None, basket=basket), "basket", "basket.categories")
    assert page.basket is not None
    assert (page.basket.lines, page.basket.total, page.basket.currency) == ((), 0, "USD")
    assert queries == 0


def test_a_request_without_basket_or_user_leaves_them_unknown() -> None:
    page, queries = load(Facts.of(None), *ALL)
    assert (page.basket, page.customer, page.viewed, page.order, queries) == (
        None,
        None,
        None,
        None,
        0,
    )


def test_an_order_keeps_the_lines_whose_products_exist() -> None:
    tea, gone = shopdata.make_product("Tea"), shopdata.make_product("Gone")
    order = shopdata.make_order(tea, gone, quantity=3)
    gone.delete()
    facts = Facts.of(None, order=order)
    page, queries = load(facts, "order")
    assert page.order is not None
    assert [(line.product_id, line.quantity) for line in page.order] == [(tea.pk, 3)]
    assert queries == 1
    shelf = shopdata.make_category("Tea")
    shopdata.ProductCategory.objects.create(product=tea, category=shelf)
    page, queries = load(facts, "order", "basket.categories")
    assert page.order is not None
    assert (page.order[0].category_ids, queries) == ({shelf.pk}, 1)


def test_a_guest_is_a_customer_without_id() -> None:
    page, queries = load(Facts.of(visit()), "customer.groups", "customer.bought")
    assert (page.customer, queries) == (Customer(), 0)


def test_a_customers_groups_and_purchases() -> None:
    user = shopdata.make_user(groups=["Regulars"])
    tea, jam = shopdata.make_product("Tea"), shopdata.make_product("Jam")
    parent, [small, _] = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    shopdata.make_order(tea, small, user=user)
    shopdata.make_order(jam, user=user, status="Cancelled")
    facts = Facts.of(visit(user))
    page, queries = load(facts, "customer", "customer.groups", "customer.bought")
    group = user.groups.get()
    assert page.customer == Customer(user.pk, {group.pk}, {tea.pk, parent.pk})
    assert queries == 2
    assert load(facts, "customer")[0].customer == Customer(user.pk)


def test_recently_viewed_comes_from_oscars_cookie_newest_first() -> None:
    name = settings.OSCAR_RECENTLY_VIEWED_COOKIE_NAME
    cookie = '[3, 1, "x", true, -4, 99999999999999999999, 2]'
    page, queries = load(Facts.of(visit(**{name: cookie})), "viewed")
    assert (page.viewed, queries) == ((2, 1, 3), 0)
    assert load(Facts.of(visit(**{name: "{garbage"})), "viewed")[0].viewed == ()


def test_the_strategy_is_the_requests_own_or_oscars() -> None:
    request = visit()
    assert type(Facts.of(request).strategy).__name__ == "Default"
    request.strategy = object()
    assert Facts.of(request).strategy is request.strategy
