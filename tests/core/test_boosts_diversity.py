"""Diversity: how much alike products are, the value beside what is chosen, and the limits."""

from typing import Any

import pytest

from crosssell.core.data import Product
from crosssell.core.similarity import similarity
from tests.pagedata import boost


def made(pk: int, categories: tuple[int, ...] = (), **attributes: str) -> Product:
    """A product that is filed in these categories."""
    return Product(pk, category_ids=frozenset(categories), attributes=attributes)


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        (made(1, (3,)), made(2, (3,)), 1.0),
        (made(1, (3, 4)), made(2, (4, 5)), 1 / 3),
        (made(1, (3,)), made(2, (4,)), 0.0),
        (made(1, (3,), brand="a"), made(2, (3,), brand="b"), 0.5),
        (made(1, (3,), brand="a", size="x"), made(2, (4,), brand="a", size="y"), 1 / 6),
        (made(1, brand="a"), made(2, brand="a"), 1.0),
        # What neither has does not count; what one has does.
        (made(1, (3,)), made(2, (3,), brand="b"), 0.5),
        (made(1), made(2), 0.0),
        (Product(11, parent_id=10), Product(12, parent_id=10), 1.0),
        (Product(10), Product(12, parent_id=10), 1.0),
    ],
)
def test_similarity(one: Product, other: Product, value: float) -> None:
    assert similarity(one, other) == pytest.approx(value)
    assert similarity(other, one) == similarity(one, other)


def test_the_first_product_is_beside_nothing() -> None:
    assert boost("diversity", made(1, (3,)), chosen=(), per_category=1) == 1.0


def test_the_value_falls_with_the_most_similar_one() -> None:
    product = made(1, (3, 4))
    far, near = made(2, (5,)), made(3, (4, 5))
    assert boost("diversity", product, chosen=(far,)) == 1.0
    assert boost("diversity", product, chosen=(far, near)) == pytest.approx(2 / 3)
    assert boost("diversity", product, chosen=(near, far)) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("chosen", "args", "shown"),
    [
        ((made(2, (3,)),), {"per_category": 2}, True),
        ((made(2, (3,)), made(4, (3, 9))), {"per_category": 2}, False),
        ((made(2, (3,)), made(4, (9,))), {"per_category": 2}, True),
        ((made(2, (4,)),), {"per_category": 1}, False),
        ((made(2, (5,)),), {"per_category": 1}, True),
        ((made(2, brand="Acme"),), {"attribute": "brand", "per_value": 1}, False),
        ((made(2, brand="acme"),), {"attribute": "brand", "per_value": 2}, True),
        ((made(2, brand="zen"),), {"attribute": "brand", "per_value": 1}, True),
        ((made(2, size="acme"),), {"attribute": "brand", "per_value": 1}, True),
        ((made(2, brand="acme"),), {"attribute": "size", "per_value": 1}, True),
        ((made(2, brand="acme"),), {"attribute": "brand"}, True),
        ((made(2, brand="acme"),), {"per_value": 1}, True),
    ],
)
def test_limits(chosen: tuple[Product, ...], args: dict[str, Any], shown: bool) -> None:
    value = boost("diversity", made(1, (3, 4), brand="acme"), chosen=chosen, **args)
    assert (value is not None) is shown
