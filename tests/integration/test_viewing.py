"""What visitors view and buy, from the pages to the counts of a day."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from crosssell import viewing
from crosssell.models import BufferedEvent, Pair, ViewPair
from crosssell.refresh import refresh
from tests import shopdata
from tests.integration.storefront import to_thank_you
from tests.visitor import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]


def see(client: Client, *products: Any, **headers: str) -> None:
    for product in products:
        response = client.get(product.get_absolute_url(), headers=headers)
        assert response.status_code == 200


def counted(kind: str = "viewed") -> dict[tuple[int, int], int]:
    """(product, partner) -> visits, after a roll-up."""
    viewing.roll_up()
    rows = ViewPair.objects.filter(kind=kind)
    return {(row.product_id, row.partner_id): row.visits for row in rows}


def three() -> list[Any]:
    return [shopdata.make_product(name) for name in ("Tea", "Milk", "Cake")]


@pytest.mark.usefixtures("in_either")
def test_each_product_pairs_with_those_before_it(client: Client) -> None:
    tea, milk, cake = three()
    see(client, cake, tea, milk)
    a, b, c = tea.pk, milk.pk, cake.pk
    assert counted() == {
        (0, a): 1, (0, b): 1, (0, c): 1, (a, b): 1, (a, c): 1, (b, c): 1,
    }  # fmt: skip
    see(browser(), tea, milk)
    assert counted() == {
        (0, a): 2, (0, b): 2, (0, c): 1, (a, b): 2, (a, c): 1, (b, c): 1,
    }  # fmt: skip


@pytest.mark.usefixtures("in_table")
def test_going_back_and_forth_counts_once(client: Client) -> None:
    tea, milk, _cake = three()
    see(client, tea, tea, milk, tea, milk, milk, tea)
    assert BufferedEvent.objects.count() == 1
    assert counted() == {(0, tea.pk): 1, (0, milk.pk): 1, (tea.pk, milk.pk): 1}


@pytest.mark.usefixtures("in_table")
def test_one_product_alone_is_no_event(client: Client) -> None:
    see(client, three()[0])
    assert not BufferedEvent.objects.exists()


@pytest.mark.usefixtures("in_table")
def test_children_count_as_their_parent(client: Client) -> None:
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    tea = shopdata.make_product("Tea")
    see(client, tea, small, milk, large)
    assert counted() == {(0, tea.pk): 1, (0, milk.pk): 1, (milk.pk, tea.pk): 1}


@pytest.mark.usefixtures("in_table")
def test_a_parent_after_its_child_is_not_even_noted(client: Client) -> None:
    milk, (small, _large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    see(client, milk, small)
    assert not BufferedEvent.objects.exists()


@pytest.mark.usefixtures("in_table")
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
    ],
)
def test_what_is_fetched_ahead_does_not_count(client: Client, headers: dict[str, str]) -> None:
    tea, milk, _cake = three()
    see(client, tea)
    see(client, milk, **headers)
    assert counted() == {}


@pytest.mark.usefixtures("in_table")
def test_a_head_request_does_not_count(client: Client) -> None:
    tea, milk, _cake = three()
    see(client, tea)
    assert client.head(milk.get_absolute_url()).status_code == 200
    assert counted() == {}


@pytest.mark.usefixtures("in_table")
def test_the_staff_does_not_count(client: Client) -> None:
    client.force_login(
        shopdata.make_user(is_staff=True), "oscar.apps.customer.auth_backends.EmailBackend"
    )
    see(client, *three())
    assert counted() == {}


@pytest.mark.usefixtures("in_either")
def test_what_was_viewed_before_an_order(client: Client) -> None:
    tea, milk, cake = three()
    see(client, tea, cake)
    to_thank_you(client, milk, cake)
    a, b, c = tea.pk, milk.pk, cake.pk
    assert counted("after") == {
        (a, 0): 1, (c, 0): 1, (0, b): 1, (0, c): 1, (a, b): 1, (a, c): 1, (c, b): 1,
    }  # fmt: skip


@pytest.mark.usefixtures("in_table")
def test_an_order_of_children_after_nothing_viewed_is_no_event(client: Client) -> None:
    to_thank_you(client, three()[0])
    assert counted("after") == {}
    assert counted() == {}


@pytest.mark.usefixtures("in_table")
def test_bought_children_count_as_their_parent(client: Client) -> None:
    milk, (small, _large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    tea = shopdata.make_product("Tea")
    see(client, tea)
    to_thank_you(client, small)
    assert counted("after") == {(tea.pk, 0): 1, (0, milk.pk): 1, (tea.pk, milk.pk): 1}


@pytest.mark.usefixtures("in_either")
def test_the_next_refresh_serves_them() -> None:
    tea, milk, cake = three()
    for _ in range(2):
        visitor = browser()
        see(visitor, tea, milk)
        to_thank_you(visitor, cake)
        visitor.logout()
        get_user_model().objects.all().delete()
    run = refresh()
    rows = Pair.objects.filter(run=run, place__in=["viewed", "after"])
    columns = ("place", "product_id", "partner_id", "orders_together", "product_orders")
    assert sorted(rows.values_list(*columns)) == [
        ("after", tea.pk, cake.pk, 2, 2),
        ("after", milk.pk, cake.pk, 2, 2),
        ("viewed", tea.pk, milk.pk, 2, 2),
        ("viewed", milk.pk, tea.pk, 2, 2),
    ]
