"""Conditions on the basket and the order: yes, no with the reason, and unknown."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from crosssell.core.data import Basket, Line
from tests.pagedata import EMPTY, condition

LINES = (
    Line(11, 10, 2, attributes={"brand": "acme"}, total=Decimal("30.00")),
    Line(20, 20, 1, attributes={"brand": "zen", "colour": "red, blue"}, total=Decimal("12.50")),
)
BASKET = Basket(
    LINES,
    Decimal("42.50"),
    "USD",
    total_excl_tax=Decimal("35.00"),
    total_incl_tax=Decimal("42.50"),
    vouchers=frozenset({"SPRING"}),
)
PAGE = replace(EMPTY, basket=BASKET)
ORDER = replace(EMPTY, order=LINES, order_total=Decimal("49.99"), order_currency="USD")


@pytest.mark.parametrize(
    ("code", "args"),
    [
        ("basket_total", {}),
        ("basket_quantity", {}),
        ("basket_attribute", {"attribute": "brand"}),
        ("largest_line", {}),
        ("basket_currency", {"currencies": ["USD"]}),
        ("coupon_used", {}),
        ("basket_contains", {"products": [10]}),
    ],
)
def test_without_a_basket_the_answer_is_no(code: str, args: dict[str, Any]) -> None:
    assert condition(code, PAGE, **args) == "yes"
    assert condition(code, EMPTY, **args) == "basket_unknown"


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        ({"at_least": "42.50"}, "yes"),
        ({"at_least": "42.50", "tax": "with"}, "yes"),
        ({"at_least": "35.01", "tax": "without"}, "basket_below"),
        ({"below": "35.01", "tax": "without"}, "yes"),
        ({"below": "42.50", "tax": "with"}, "basket_above"),
        ({"currency": "EUR"}, "other_currency"),
        ({"currency": "USD"}, "yes"),
    ],
)
def test_basket_total_with_and_without_tax(args: dict[str, str], answer: str) -> None:
    assert condition("basket_total", PAGE, **args) == answer


def test_basket_total_with_tax_is_unknown_until_the_tax_is() -> None:
    page = replace(EMPTY, basket=replace(BASKET, total_incl_tax=None))
    assert condition("basket_total", page, tax="with") == "tax_unknown"
    assert condition("basket_total", page, tax="shown", at_least="42.50") == "yes"


def test_a_basket_in_another_currency_is_not_compared() -> None:
    euros = replace(EMPTY, basket=replace(BASKET, currency="EUR"))
    for code in ("basket_total", "largest_line"):
        assert condition(code, euros, at_least="1") == "other_currency"
        assert condition(code, euros, at_least="1", currency="eur") == "yes"


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        ({"at_least": 3}, "yes"),
        ({"at_least": 4}, "basket_small"),
        ({"at_most": 3}, "yes"),
        ({"at_most": 2}, "basket_large"),
    ],
)
def test_basket_quantity(args: dict[str, int], answer: str) -> None:
    assert condition("basket_quantity", PAGE, **args) == answer


def test_an_empty_basket_holds_nothing_that_costs_nothing() -> None:
    page = replace(EMPTY, basket=Basket(currency="USD"))
    assert condition("basket_quantity", page, at_most=0) == "yes"
    assert condition("largest_line", page, below="0.01") == "yes"
    assert condition("largest_line", page, at_least="0.01") == "line_below"


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        ({"attribute": "brand", "values": ["ACME"]}, "yes"),
        ({"attribute": "brand", "values": ["acme"], "at_least": 2}, "yes"),
        ({"attribute": "brand", "values": ["acme"], "at_least": 3}, "not_in_basket"),
        ({"attribute": "brand", "at_least": 3}, "yes"),
        ({"attribute": "colour", "values": ["blue"]}, "yes"),
        ({"attribute": "size", "values": ["xl"]}, "not_in_basket"),
    ],
)
def test_basket_attribute(args: dict[str, Any], answer: str) -> None:
    assert condition("basket_attribute", PAGE, **args) == answer


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        ({"at_least": "30"}, "yes"),
        ({"at_least": "30.01"}, "line_below"),
        ({"below": "30.01"}, "yes"),
        ({"below": "30"}, "line_above"),
    ],
)
def test_largest_line(args: dict[str, str], answer: str) -> None:
    assert condition("largest_line", PAGE, **args) == answer


def test_largest_line_is_unknown_where_a_line_has_no_price() -> None:
    page = replace(EMPTY, basket=replace(BASKET, lines=(*LINES, Line(3, 3, 1))))
    assert condition("largest_line", page) == "price_unknown"


def test_basket_currency() -> None:
    assert condition("basket_currency", PAGE, currencies=["EUR", " usd"]) == "yes"
    assert condition("basket_currency", PAGE, currencies=["EUR"]) == "other_currency"
    nameless = replace(EMPTY, basket=replace(BASKET, currency=""))
    assert condition("basket_currency", nameless, currencies=["EUR"]) == "basket_unknown"


@pytest.mark.parametrize(
    ("vouchers", "codes", "answer"),
    [
        (frozenset({"SPRING"}), [], "yes"),
        (frozenset({"SPRING"}), ["spring "], "yes"),
        (frozenset({"SPRING"}), ["SUMMER"], "other_coupon"),
        (frozenset(), [], "no_coupon"),
        (frozenset(), ["SPRING"], "no_coupon"),
        (None, [], "basket_unknown"),
    ],
)
def test_coupon_used(vouchers: frozenset[str] | None, codes: list[str], answer: str) -> None:
    page = replace(EMPTY, basket=replace(BASKET, vouchers=vouchers))
    assert condition("coupon_used", page, codes=codes) == answer


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        ({"products": [11]}, "yes"),
        ({"products": [10], "at_least": 2}, "yes"),
        ({"products": [10], "at_least": 3}, "not_in_order"),
        ({"products": [10, 20], "at_least": 3}, "yes"),
        ({"products": [12]}, "not_in_order"),
    ],
)
def test_order_contains(args: dict[str, Any], answer: str) -> None:
    assert condition("order_contains", ORDER, **args) == answer
    assert condition("order_contains", PAGE, **args) == "order_unknown"


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        ({"at_least": "49.99"}, "yes"),
        ({"at_least": "50"}, "order_below"),
        ({"below": "50"}, "yes"),
        ({"below": "49.99"}, "order_above"),
        ({"currency": "EUR"}, "other_currency"),
    ],
)
def test_order_total(args: dict[str, str], answer: str) -> None:
    assert condition("order_total", ORDER, **args) == answer
    assert condition("order_total", PAGE, **args) == "order_unknown"
