"""Filters on categories, attributes, ranges, classes and named products."""

from dataclasses import replace
from typing import Any

import pytest

from crosssell.core.data import Page, Product
from tests.pagedata import EMPTY, kept

# Filed in 3, which lies below 1.
TEA = Product(
    11,
    parent_id=10,
    class_id=5,
    category_ids=frozenset({3}),
    all_category_ids=frozenset({1, 3}),
    attributes={"brand": "acme", "colours": "red, blue"},
    range_ids=frozenset({7}),
)


@pytest.mark.parametrize(
    ("code", "args", "answer"),
    [
        ("category_in", {"categories": [3]}, "yes"),
        ("category_in", {"categories": [1, 9]}, "yes"),
        ("category_in", {"categories": [9]}, "outside_categories"),
        ("category_out", {"categories": [3]}, "category_left_out"),
        ("category_out", {"categories": [1]}, "category_left_out"),
        ("category_out", {"categories": [9]}, "yes"),
        ("attribute_in", {"attribute": "brand", "values": ["Acme", "Zen"]}, "yes"),
        ("attribute_in", {"attribute": "brand", "values": ["zen"]}, "no_such_value"),
        ("attribute_in", {"attribute": "brand"}, "yes"),
        ("attribute_in", {"attribute": "size"}, "no_such_value"),
        ("attribute_in", {"attribute": "colours", "values": ["blue"]}, "yes"),
        ("attribute_out", {"attribute": "brand", "values": ["Acme"]}, "value_left_out"),
        ("attribute_out", {"attribute": "brand", "values": ["zen"]}, "yes"),
        ("attribute_out", {"attribute": "brand"}, "value_left_out"),
        ("attribute_out", {"attribute": "size"}, "yes"),
        ("range_in", {"ranges": [7]}, "yes"),
        ("range_in", {"ranges": [8]}, "outside_ranges"),
        ("range_out", {"ranges": [7, 8]}, "range_left_out"),
        ("range_out", {"ranges": [8]}, "yes"),
        ("excluded_products", {"products": [11]}, "product_left_out"),
        ("excluded_products", {"products": [10]}, "product_left_out"),
        ("excluded_products", {"products": [12]}, "yes"),
        ("product_class", {"classes": [5], "keep_out": "others"}, "yes"),
        ("product_class", {"classes": [6], "keep_out": "others"}, "outside_classes"),
        ("product_class", {"classes": [5], "keep_out": "these"}, "class_left_out"),
        ("product_class", {"classes": [6], "keep_out": "these"}, "yes"),
    ],
)
def test_what_is_named(code: str, args: dict[str, Any], answer: str) -> None:
    assert kept(code, EMPTY, TEA, **args) == answer


@pytest.mark.parametrize(
    ("code", "args", "answer"),
    [
        ("category_in", {"categories": [3]}, "outside_categories"),
        ("category_out", {"categories": [3]}, "yes"),
        ("range_in", {"ranges": [7]}, "outside_ranges"),
        ("range_out", {"ranges": [7]}, "yes"),
        ("product_class", {"classes": [5], "keep_out": "others"}, "outside_classes"),
        ("product_class", {"classes": [5], "keep_out": "these"}, "yes"),
    ],
)
def test_a_product_of_which_nothing_is_known(code: str, args: dict[str, Any], answer: str) -> None:
    assert kept(code, EMPTY, Product(4), **args) == answer


def on_category(category: int) -> Page:
    """The page of a category; its ancestors do not matter."""
    return replace(EMPTY, category_id=category, category_ids=frozenset({category, 99}))


def on_product(*filed: int, **more: Any) -> Page:
    """The page of a product that is filed in these."""
    return replace(EMPTY, product=Product(2, category_ids=frozenset(filed), **more))


@pytest.mark.parametrize(
    ("page", "answer_same", "answer_other"),
    [
        (on_category(3), "same_category", "yes"),
        (on_category(1), "same_category", "yes"),
        (on_category(4), "yes", "not_same_category"),
        (on_product(3, 8), "same_category", "yes"),
        (on_product(4), "yes", "not_same_category"),
        (on_product(), "yes", "yes"),
        (EMPTY, "yes", "yes"),
    ],
)
def test_page_category(page: Page, answer_same: str, answer_other: str) -> None:
    assert kept("page_category", page, TEA, keep_out="same") == answer_same
    assert kept("page_category", page, TEA, keep_out="other") == answer_other


@pytest.mark.parametrize(
    ("page", "answer_same", "answer_different"),
    [
        (on_product(attributes={"brand": "Acme "}), "same_value", "yes"),
        (on_product(attributes={"brand": "zen"}), "yes", "not_same_value"),
        (on_product(attributes={"size": "xl"}), "yes", "yes"),
        (EMPTY, "yes", "yes"),
    ],
)
def test_attribute_as_page(page: Page, answer_same: str, answer_different: str) -> None:
    same = kept("attribute_as_page", page, TEA, attribute="brand", keep_out="same")
    different = kept("attribute_as_page", page, TEA, attribute="brand", keep_out="different")
    assert (same, different) == (answer_same, answer_different)


def test_a_product_without_the_attribute_has_another_value() -> None:
    page, plain = on_product(attributes={"brand": "acme"}), Product(4)
    args = {"attribute": "brand"}
    assert kept("attribute_as_page", page, plain, keep_out="same", **args) == "yes"
    assert kept("attribute_as_page", page, plain, keep_out="different", **args) == "not_same_value"


def test_one_shared_option_is_not_the_same_value() -> None:
    page = on_product(attributes={"colours": "red"})
    args = {"attribute": "colours", "keep_out": "different"}
    assert kept("attribute_as_page", page, TEA, **args) == "not_same_value"
