"""Filters on price, stock, offers, rating and age."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from crosssell.core.data import Product
from tests.pagedata import EMPTY, NOON, kept

MUG = Product(1, price=Decimal("8.00"), currency="USD")
PAGE = replace(EMPTY, product=Product(2, price=Decimal("80.00"), currency="USD"))


@pytest.mark.parametrize(
    ("stock", "at_least", "answer"),
    [
        (1, 1, "yes"),
        (0, 1, "out_of_stock"),
        (-2, 1, "out_of_stock"),
        (5, 5, "yes"),
        (4, 5, "few_left"),
        (0, 5, "out_of_stock"),
        (None, 5, "yes"),
    ],
)
def test_out_of_stock(stock: int | None, at_least: int, answer: str) -> None:
    product = replace(MUG, stock=stock)
    assert kept("out_of_stock", EMPTY, product, at_least=at_least) == answer


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        ({}, "yes"),
        ({"at_least": "8"}, "yes"),
        ({"at_least": "8.01"}, "price_below"),
        ({"at_most": "8"}, "yes"),
        ({"at_most": "7.99"}, "price_above"),
        ({"at_most": "8", "currency": "EUR"}, "price_unknown"),
        ({"at_most": "8", "currency": "usd"}, "yes"),
    ],
)
def test_absolute_price(args: dict[str, str], answer: str) -> None:
    assert kept("absolute_price", EMPTY, MUG, **args) == answer


def test_absolute_price_needs_a_price_in_the_currency() -> None:
    assert kept("absolute_price", EMPTY, replace(MUG, price=None)) == "price_unknown"
    euros = replace(MUG, currency="EUR")
    assert kept("absolute_price", EMPTY, euros, at_most="8") == "price_unknown"
    assert kept("absolute_price", EMPTY, euros, at_most="8", currency="EUR") == "yes"


@pytest.mark.parametrize(
    ("price", "args", "answer"),
    [
        # The classic rule: a tenth of the main product's price.
        ("8.00", {"at_most": 10}, "yes"),
        ("8.01", {"at_most": 10}, "too_dear"),
        ("79.99", {"cheaper": True}, "yes"),
        ("80.00", {"cheaper": True}, "not_cheaper"),
        ("80.00", {"cheaper": False}, "yes"),
        ("80.00", {"cheaper": True, "at_least": 101}, "too_cheap"),
    ],
)
def test_relative_price(price: str, args: dict[str, Any], answer: str) -> None:
    assert kept("relative_price", PAGE, replace(MUG, price=Decimal(price)), **args) == answer


def test_offers() -> None:
    reduced = replace(MUG, on_offer=True)
    assert kept("on_sale_only", EMPTY, reduced) == "yes"
    assert kept("on_sale_only", EMPTY, MUG) == "not_on_offer"
    assert kept("not_on_sale", EMPTY, reduced) == "on_offer"
    assert kept("not_on_sale", EMPTY, MUG) == "yes"


@pytest.mark.parametrize(
    ("rating", "reviews", "args", "answer"),
    [
        (4.0, 1, {"at_least": "4"}, "yes"),
        (3.99, 1, {"at_least": "4"}, "badly_rated"),
        (4.5, 3, {"at_least": "4.5", "reviews": 3}, "yes"),
        (43 / 10, 10, {"at_least": "4.3"}, "yes"),
        (4.5, 2, {"at_least": "4.5", "reviews": 3}, "few_reviews"),
        (None, 0, {"at_least": "0"}, "few_reviews"),
        (None, 0, {"at_least": "5", "reviews": 0}, "yes"),
        (1.0, 1, {"at_least": "1.01", "reviews": 0}, "badly_rated"),
    ],
)
def test_rating_at_least(
    rating: float | None, reviews: int, args: dict[str, Any], answer: str
) -> None:
    product = replace(MUG, rating=rating, reviews=reviews)
    assert kept("rating_at_least", EMPTY, product, **args) == answer


@pytest.mark.parametrize(
    ("hours", "args", "answer"),
    [
        (48, {"at_least": 2}, "yes"),
        (47, {"at_least": 2}, "too_new"),
        (48, {"at_most": 2}, "yes"),
        (49, {"at_most": 2}, "too_old"),
        (-1, {"at_most": 0}, "yes"),
        (-1, {"at_least": 0}, "too_new"),
        (5, {}, "yes"),
        (None, {}, "age_unknown"),
    ],
)
def test_age(hours: int | None, args: dict[str, int], answer: str) -> None:
    created = None if hours is None else NOON - timedelta(hours=hours)
    assert kept("age", EMPTY, replace(MUG, created=created), **args) == answer
