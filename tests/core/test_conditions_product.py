"""Conditions on the page's product: yes, no with the reason, and unknown."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from crosssell.core.data import Product
from tests.pagedata import EMPTY, condition

CUP = Product(
    11,
    parent_id=10,
    structure="child",
    class_id=5,
    price=Decimal("8.00"),
    currency="USD",
    attributes={"brand": "acme", "colours": "red, blue", "empty": ""},
    stock=3,
    range_ids=frozenset({7}),
)
PAGE = replace(EMPTY, product=CUP)


@pytest.mark.parametrize(
    ("code", "args"),
    [
        ("on_product", {"products": [11]}),
        ("product_attribute", {"attribute": "brand"}),
        ("product_stock", {}),
        ("product_structure", {"structures": ["child"]}),
        ("product_class", {"classes": [5]}),
        ("product_in_range", {"ranges": [7]}),
    ],
)
def test_without_a_product_the_answer_is_no(code: str, args: dict[str, Any]) -> None:
    assert condition(code, PAGE, **args) == "yes"
    assert condition(code, EMPTY, **args) == "product_unknown"


@pytest.mark.parametrize(
    ("products", "answer"),
    [([11], "yes"), ([10], "yes"), ([9, 10], "yes"), ([12], "other_product")],
)
def test_on_product(products: list[int], answer: str) -> None:
    assert condition("on_product", PAGE, products=products) == answer


def test_on_product_names_a_variant_and_not_its_parent() -> None:
    parent = replace(EMPTY, product=Product(10, structure="parent"))
    assert condition("on_product", parent, products=[11]) == "other_product"
    assert condition("on_product", parent, products=[10]) == "yes"


@pytest.mark.parametrize(
    ("attribute", "values", "answer"),
    [
        ("brand", ["Acme"], "yes"),
        ("brand", [" ACME "], "yes"),
        ("brand", ["zen", "acme"], "yes"),
        ("brand", [], "yes"),
        ("brand", ["acm"], "other_value"),
        ("colours", ["blue"], "yes"),
        ("colours", ["red, blue"], "yes"),
        ("colours", ["green"], "other_value"),
        ("empty", [""], "yes"),
        ("size", ["xl"], "no_attribute"),
        ("size", [], "no_attribute"),
    ],
)
def test_product_attribute(attribute: str, values: list[str], answer: str) -> None:
    assert condition("product_attribute", PAGE, attribute=attribute, values=values) == answer


@pytest.mark.parametrize(
    ("stock", "args", "answer"),
    [
        (3, {"at_least": 3}, "yes"),
        (3, {"at_least": 4}, "stock_below"),
        (3, {"at_most": 3}, "yes"),
        (3, {"at_most": 2}, "stock_above"),
        (0, {"at_most": 0}, "yes"),
        (-1, {"at_most": 0}, "yes"),
        (-1, {"at_least": 0}, "stock_below"),
        (None, {"at_least": 0}, "stock_unknown"),
        (None, {}, "stock_unknown"),
    ],
)
def test_product_stock(stock: int | None, args: dict[str, int], answer: str) -> None:
    page = replace(EMPTY, product=replace(CUP, stock=stock))
    assert condition("product_stock", page, **args) == answer


def test_product_structure() -> None:
    assert condition("product_structure", PAGE, structures=["parent", "child"]) == "yes"
    assert condition("product_structure", PAGE, structures=["parent"]) == "other_structure"


def test_product_class() -> None:
    assert condition("product_class", PAGE, classes=[4, 5]) == "yes"
    assert condition("product_class", PAGE, classes=[4]) == "other_class"
    classless = replace(EMPTY, product=replace(CUP, class_id=None))
    assert condition("product_class", classless, classes=[4]) == "product_unknown"


def test_product_in_range() -> None:
    assert condition("product_in_range", PAGE, ranges=[6, 7]) == "yes"
    assert condition("product_in_range", PAGE, ranges=[6]) == "other_range"


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        ({}, "yes"),
        ({"currency": "EUR"}, "price_unknown"),
        ({"currency": "usd "}, "yes"),
    ],
)
def test_product_price_is_compared_in_one_currency(page: dict[str, str], answer: str) -> None:
    assert condition("product_price", PAGE, at_least="8", **page) == answer


def test_product_price_is_in_the_shops_currency_where_none_is_named() -> None:
    euros = replace(EMPTY, product=replace(CUP, currency="EUR"))
    assert condition("product_price", euros, at_least="8") == "price_unknown"
    assert condition("product_price", euros, at_least="8", currency="EUR") == "yes"
