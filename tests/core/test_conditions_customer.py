"""Conditions on the customer: yes, no with the reason, and unknown."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from crosssell.core.data import Customer, Line, Page, Purchases
from tests.pagedata import EMPTY, NEW_YORK, NOON, condition

PAST = Purchases(
    orders=3,
    spent=Decimal("120.00"),
    currency="USD",
    last_at=NOON - timedelta(days=10),
    returned=0.25,
    discounted=2 / 3,
)
GUEST = replace(EMPTY, customer=Customer())


def known(**past: Any) -> Page:
    """A page that a customer with this past looks at."""
    return replace(EMPTY, customer=Customer(1, purchases=replace(PAST, **past)))


@pytest.mark.parametrize(
    ("code", "args"),
    [
        ("customer_group", {"groups": [1]}),
        ("first_order", {}),
        ("order_count", {}),
        ("total_spent", {}),
        ("days_since_order", {}),
        ("bought_before", {"products": [1]}),
        ("return_rate", {}),
        ("discount_share", {}),
    ],
)
@pytest.mark.parametrize("page", [EMPTY, GUEST], ids=["nobody", "guest"])
def test_of_a_stranger_nothing_is_known(page: Page, code: str, args: dict[str, Any]) -> None:
    assert condition(code, page, **args) == "customer_unknown"


def test_signed_in() -> None:
    assert condition("signed_in", known()) == "yes"
    assert condition("signed_in", GUEST) == "guest"
    assert condition("signed_in", EMPTY) == "customer_unknown"


def test_first_order() -> None:
    assert condition("first_order", known(orders=0)) == "yes"
    assert condition("first_order", known(orders=1)) == "ordered_before"


def test_the_order_of_a_thank_you_page_is_not_an_earlier_one() -> None:
    order = (Line(1, 1, 1),)
    assert condition("first_order", replace(known(orders=1), order=order)) == "yes"
    assert condition("first_order", replace(known(orders=2), order=order)) == "ordered_before"
    # Refused since, so that it is not counted.
    assert condition("first_order", replace(known(orders=0), order=order)) == "yes"


@pytest.mark.parametrize(
    ("code", "args", "answer"),
    [
        ("order_count", {"at_least": 3}, "yes"),
        ("order_count", {"at_least": 4}, "few_orders"),
        ("order_count", {"at_most": 3}, "yes"),
        ("order_count", {"at_most": 2}, "many_orders"),
        ("total_spent", {"at_least": "120"}, "yes"),
        ("total_spent", {"at_least": "120.01"}, "spent_less"),
        ("total_spent", {"below": "120.01"}, "yes"),
        ("total_spent", {"below": "120"}, "spent_more"),
        ("days_since_order", {"at_least": 10}, "yes"),
        ("days_since_order", {"at_least": 11}, "ordered_lately"),
        ("days_since_order", {"at_most": 10}, "yes"),
        ("days_since_order", {"at_most": 9}, "ordered_long_ago"),
        ("return_rate", {"at_least": 25}, "yes"),
        ("return_rate", {"at_least": 26}, "returned_less"),
        ("return_rate", {"at_most": 25}, "yes"),
        ("return_rate", {"at_most": 24}, "returned_more"),
        ("discount_share", {"at_least": 66}, "yes"),
        ("discount_share", {"at_least": 67}, "discounted_less"),
        ("discount_share", {"at_most": 67}, "yes"),
        ("discount_share", {"at_most": 66}, "discounted_more"),
    ],
)
def test_ranges(code: str, args: dict[str, Any], answer: str) -> None:
    assert condition(code, known(), **args) == answer


def test_every_whole_percentage_is_met_exactly() -> None:
    for percent in range(101):
        page = known(returned=percent / 100, discounted=percent / 100)
        for code in ("return_rate", "discount_share"):
            assert condition(code, page, at_least=percent, at_most=percent) == "yes"


def test_days_are_those_of_the_calendar_in_the_shops_time_zone() -> None:
    late = datetime(2026, 5, 31, 23, 59, tzinfo=NEW_YORK)
    early = replace(known(last_at=late), now=datetime(2026, 6, 1, 0, 1, tzinfo=NEW_YORK))
    assert condition("days_since_order", early, at_least=1, at_most=1) == "yes"
    today = known(last_at=datetime.fromisoformat("2026-06-01T04:00:00+00:00"))
    assert condition("days_since_order", today, at_most=0) == "yes"
    yesterday = known(last_at=datetime.fromisoformat("2026-06-01T03:59:00+00:00"))
    assert condition("days_since_order", yesterday, at_most=0) == "ordered_long_ago"


@pytest.mark.parametrize("code", ["days_since_order", "return_rate", "discount_share"])
def test_without_orders_there_is_nothing_to_compare(code: str) -> None:
    newcomer = replace(EMPTY, customer=Customer(1, purchases=Purchases()))
    assert condition(code, newcomer) == "no_order"
    assert condition("order_count", newcomer, at_most=0) == "yes"
    assert condition("total_spent", newcomer, below="0.01") == "yes"


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        ({"products": [10]}, "yes"),
        ({"products": [9, 10]}, "yes"),
        ({"categories": [7]}, "yes"),
        ({"products": [9], "categories": [7]}, "yes"),
        ({"products": [9], "categories": [8]}, "not_bought_before"),
        ({}, "not_bought_before"),
    ],
)
def test_bought_before(args: dict[str, Any], answer: str) -> None:
    buyer = Customer(1, bought=frozenset({10}), bought_category_ids=frozenset({7}))
    assert condition("bought_before", replace(EMPTY, customer=buyer), **args) == answer
