"""A customer's past, asked of the orders themselves: one query a fact, true at once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from crosssell.core.data import Customer, Purchases
from crosssell.facts import Facts
from tests import shopdata
from tests.shopdata import MIDDAY

pytestmark = pytest.mark.django_db
OrderDiscount = get_model("order", "OrderDiscount")


def customer_of(user: Any, *needs: str, queries: int, **about: Any) -> Customer:
    """What is known of the user, which must cost so many queries, and nothing again."""
    facts = Facts.of(None, user=user, **about)
    with CaptureQueriesContext(connection) as captured:
        found = facts.page("slot", needs).customer
        assert facts.page("slot", needs).customer == found
    assert len(captured) == queries
    assert found is not None
    return found


def purchases_of(user: Any, **about: Any) -> Purchases:
    found = customer_of(user, "customer.purchases", queries=1, **about).purchases
    assert found is not None
    return found


def discount(order: Any, amount: str) -> None:
    OrderDiscount.objects.create(order=order, amount=Decimal(amount), offer_name="Sale")


def test_somebody_who_never_ordered_has_no_shares() -> None:
    user = shopdata.make_user()
    assert purchases_of(user) == Purchases(currency="USD")


def test_orders_are_counted_and_refused_ones_are_returns() -> None:
    user, other = shopdata.make_user(), shopdata.make_user("bob@example.com")
    tea = shopdata.make_product("Tea", "4.00")
    first = shopdata.make_order(tea, user=user, quantity=2)
    shopdata.make_order(tea, user=user, at=MIDDAY + timedelta(days=3), status="Pending")
    for status in ("Cancelled", "returned"):
        bad = shopdata.make_order(tea, user=user, at=MIDDAY + timedelta(days=9), status=status)
        discount(bad, "1.00")
    shopdata.make_order(tea, user=other)
    shopdata.make_order(tea)
    discount(first, "0.50")
    discount(first, "0.25")
    assert purchases_of(user) == Purchases(
        orders=2,
        spent=Decimal("12.00"),
        currency="USD",
        last_at=MIDDAY + timedelta(days=3),
        returned=0.5,
        discounted=0.5,
    )


def test_spent_is_with_tax_without_shipping_in_the_shops_currency() -> None:
    user = shopdata.make_user()
    tea = shopdata.make_product("Tea", "4.00")
    order = shopdata.make_order(tea, user=user)
    shopdata.Order.objects.filter(pk=order.pk).update(
        total_incl_tax=Decimal("10.75"), shipping_incl_tax=Decimal("5.90")
    )
    abroad = shopdata.make_order(tea, user=user)
    shopdata.Order.objects.filter(pk=abroad.pk).update(currency="EUR")
    found = purchases_of(user)
    assert (found.orders, found.spent) == (2, Decimal("4.85"))


def test_a_discount_of_nothing_is_none() -> None:
    user = shopdata.make_user()
    discount(shopdata.make_order(shopdata.make_product(), user=user), "0.00")
    assert purchases_of(user).discounted == 0.0


def test_the_shop_says_which_orders_are_refused(settings: Any) -> None:
    settings.CROSSSELL = {"REFUSED_STATUSES": ["Lost"]}
    user, tea = shopdata.make_user(), shopdata.make_product("Tea")
    shopdata.make_order(tea, user=user, status="Cancelled")
    shopdata.make_order(shopdata.make_product("Jam"), user=user, status="LOST")
    assert (purchases_of(user).orders, purchases_of(user).returned) == (1, 0.5)
    assert customer_of(user, "customer.bought", queries=1).bought == {tea.pk}


def test_what_was_ordered_after_the_pages_moment_is_not_known_yet() -> None:
    user = shopdata.make_user()
    food, drinks = shopdata.make_category("Food"), shopdata.make_category("Drinks")
    jam = shopdata.make_product("Jam", category=food)
    shopdata.make_order(jam, user=user)
    tea = shopdata.make_product("Tea", category=drinks)
    shopdata.make_order(tea, user=user, at=MIDDAY + timedelta(days=1))
    before = {"now": MIDDAY + timedelta(hours=1)}
    assert purchases_of(user, **before).orders == 1
    found = customer_of(user, "customer.bought", "customer.bought_categories", queries=2, **before)
    assert (found.bought, found.bought_category_ids) == ({jam.pk}, {food.pk})
    later = customer_of(user, "customer.bought", "customer.bought_categories", queries=2)
    assert (later.bought, later.bought_category_ids) == ({jam.pk, tea.pk}, {food.pk, drinks.pk})


def test_bought_categories_are_those_of_what_was_kept_with_ancestors() -> None:
    user = shopdata.make_user()
    food, garden = shopdata.make_category("Food"), shopdata.make_category("Garden")
    dairy = shopdata.make_category("Dairy", parent=food)
    shopdata.make_category("Cheese", parent=dairy)
    _, [small, _] = shopdata.make_parent("Milk", {"1 l": "1", "2 l": "2"}, category=dairy)
    spade = shopdata.make_product("Spade", category=garden)
    order = shopdata.make_order(small, spade, user=user)
    # A single line can be sent back, too.
    shopdata.Line.objects.filter(order=order, product=spade).update(status="Returned")
    shopdata.make_order(spade, user=user, status="Cancelled")
    found = customer_of(user, "customer.bought_categories", "customer.bought", queries=2)
    assert found.bought_category_ids == {food.pk, dairy.pk}
    assert found.bought == {small.parent_id}
    nobody = shopdata.make_user("bob@example.com")
    assert customer_of(nobody, "customer.bought_categories", queries=1) == Customer(nobody.pk)


def test_a_hundred_orders_are_one_query() -> None:
    user, tea = shopdata.make_user(), shopdata.make_product("Tea", "1.10")
    for day in range(100):
        shopdata.make_order(tea, user=user, at=MIDDAY - timedelta(days=day))
    found = purchases_of(user)
    assert (found.orders, found.spent, found.last_at) == (100, Decimal("110.00"), MIDDAY)


def test_an_order_counts_as_soon_as_it_is_placed() -> None:
    user, tea = shopdata.make_user(), shopdata.make_product("Tea")
    assert purchases_of(user).orders == 0
    shopdata.place_order(shopdata.make_basket(tea, owner=user), user)
    assert purchases_of(user).orders == 1
