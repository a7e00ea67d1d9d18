"""Each condition: its yes, its no with the reason, and what it says when a fact is unknown."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.data import Basket, Customer, Line, Page, Product, Verdict

NEW_YORK = ZoneInfo("America/New_York")
# A Monday.
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=NEW_YORK)
EMPTY = Page("any", NOON)


def ask(code: str, page: Page, **args: Any) -> str:
    """ "yes", or the code of the no."""
    plugin = registry.get("conditions", code)
    verdict: Verdict = plugin.run(page, parse(plugin.args, args))
    assert verdict.ok == (verdict.code == "")
    return verdict.code or "yes"


def test_in_category() -> None:
    page = replace(EMPTY, category_ids=frozenset({1, 4}))
    assert ask("in_category", page, categories=[4, 9]) == "yes"
    assert ask("in_category", page, categories=[9]) == "other_category"
    assert ask("in_category", EMPTY, categories=[4]) == "category_unknown"


@pytest.mark.parametrize(
    ("total", "args", "answer"),
    [
        ("20.00", {"at_least": "20"}, "yes"),
        ("19.99", {"at_least": "20"}, "basket_below"),
        ("19.99", {"below": "20"}, "yes"),
        ("20.00", {"below": "20"}, "basket_above"),
        ("25.00", {"at_least": "20", "below": "30"}, "yes"),
        ("0", {}, "yes"),
    ],
)
def test_basket_total(total: str, args: dict[str, str], answer: str) -> None:
    page = replace(EMPTY, basket=Basket(total=Decimal(total)))
    assert ask("basket_total", page, **args) == answer
    assert ask("basket_total", EMPTY, **args) == "basket_unknown"


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        ({"products": [11]}, "yes"),
        ({"products": [10]}, "yes"),
        ({"products": [12]}, "not_in_basket"),
        ({"categories": [7]}, "yes"),
        ({"categories": [8]}, "not_in_basket"),
        ({"products": [11], "at_least": 3}, "not_in_basket"),
        ({"products": [11], "categories": [7], "at_least": 3}, "yes"),
        ({}, "not_in_basket"),
    ],
)
def test_basket_contains(args: dict[str, Any], answer: str) -> None:
    lines = (Line(11, 10, 2), Line(20, 20, 1, frozenset({7})))
    assert ask("basket_contains", replace(EMPTY, basket=Basket(lines)), **args) == answer
    assert ask("basket_contains", EMPTY, **args) == "basket_unknown"


@pytest.mark.parametrize(
    ("hour", "args", "answer"),
    [
        ("2026-06-01 12:00", {}, "yes"),
        ("2026-06-01 12:00", {"from_time": "12:00", "until_time": "12:01"}, "yes"),
        ("2026-06-01 12:01", {"from_time": "12:00", "until_time": "12:01"}, "other_hours"),
        ("2026-06-01 11:59", {"from_time": "12:00"}, "other_hours"),
        ("2026-06-01 12:00", {"until_time": "12:00"}, "other_hours"),
        ("2026-06-01 12:00", {"weekdays": [1]}, "yes"),
        ("2026-06-01 12:00", {"weekdays": [2, 7]}, "other_weekday"),
        ("2026-06-01 12:00", {"from_day": "2026-06-01", "until_day": "2026-06-01"}, "yes"),
        ("2026-06-01 12:00", {"from_day": "2026-06-02"}, "before_first_day"),
        ("2026-06-01 12:00", {"until_day": "2026-05-31"}, "after_last_day"),
        # Over midnight: Tuesday 01:00 still belongs to Monday's evening.
        ("2026-06-01 23:00", {"from_time": "22:00", "until_time": "02:00"}, "yes"),
        ("2026-06-02 01:00", {"from_time": "22:00", "until_time": "02:00"}, "yes"),
        ("2026-06-02 02:00", {"from_time": "22:00", "until_time": "02:00"}, "other_hours"),
        ("2026-06-02 01:00", {"from_time": "22:00", "until_time": "02:00", "weekdays": [1]}, "yes"),
        (
            "2026-06-02 01:00",
            {"from_time": "22:00", "until_time": "02:00", "weekdays": [2]},
            "other_weekday",
        ),
        (
            "2026-06-02 01:00",
            {"from_time": "22:00", "until_time": "02:00", "until_day": "2026-06-01"},
            "yes",
        ),
    ],
)
def test_schedule(hour: str, args: dict[str, Any], answer: str) -> None:
    now = datetime.fromisoformat(hour).replace(tzinfo=NEW_YORK)
    assert ask("schedule", replace(EMPTY, now=now), **args) == answer


def test_customer_group() -> None:
    member = replace(EMPTY, customer=Customer(1, frozenset({3})))
    assert ask("customer_group", member, groups=[2, 3]) == "yes"
    assert ask("customer_group", member, groups=[2]) == "other_group"
    guest = replace(EMPTY, customer=Customer())
    assert ask("customer_group", guest, groups=[2]) == "customer_unknown"
    assert ask("customer_group", EMPTY, groups=[2]) == "customer_unknown"


@pytest.mark.parametrize(
    ("price", "args", "answer"),
    [
        ("5.00", {"at_least": "5"}, "yes"),
        ("4.99", {"at_least": "5"}, "price_below"),
        ("4.99", {"below": "5"}, "yes"),
        ("5.00", {"below": "5"}, "price_above"),
        (None, {"below": "5"}, "price_unknown"),
    ],
)
def test_product_price(price: str | None, args: dict[str, str], answer: str) -> None:
    product = Product(1, price=Decimal(price) if price else None)
    assert ask("product_price", replace(EMPTY, product=product), **args) == answer
    assert ask("product_price", EMPTY, **args) == "price_unknown"
