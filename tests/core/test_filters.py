"""Each filter: what passes, what is kept out and why, and what happens without the facts."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.data import Basket, Customer, Line, Page, Product, Verdict

EMPTY = Page("any", datetime(2026, 6, 1, 12, tzinfo=UTC))
ONE = Product(11, parent_id=10, price=Decimal("4.00"), currency="USD")


def ask(code: str, page: Page, product: Product, **args: Any) -> str:
    """ "kept", or the code of the reason that keeps it out."""
    plugin = registry.get("filters", code)
    verdict: Verdict = plugin.run(page, product, parse(plugin.args, args))
    assert verdict.ok == (verdict.code == "")
    return verdict.code or "kept"


def test_not_public() -> None:
    assert ask("not_public", EMPTY, ONE) == "kept"
    assert ask("not_public", EMPTY, replace(ONE, public=False)) == "not_public"


def test_not_buyable() -> None:
    assert ask("not_buyable", EMPTY, ONE) == "kept"
    assert ask("not_buyable", EMPTY, replace(ONE, buyable=False)) == "not_buyable"


def test_in_basket() -> None:
    lines = (Line(12, 10, 1),)
    assert ask("in_basket", EMPTY, ONE) == "kept"
    assert ask("in_basket", replace(EMPTY, basket=Basket((Line(3, 3, 1),))), ONE) == "kept"
    assert ask("in_basket", replace(EMPTY, basket=Basket(lines)), ONE) == "in_basket"
    assert ask("in_basket", replace(EMPTY, basket=Basket(), order=lines), ONE) == "in_order"


def test_same_product() -> None:
    assert ask("same_product", EMPTY, ONE) == "kept"
    assert ask("same_product", replace(EMPTY, product=Product(9)), ONE) == "kept"
    assert ask("same_product", replace(EMPTY, product=Product(12, 10)), ONE) == "same_product"
    assert ask("same_product", replace(EMPTY, product=Product(10)), ONE) == "same_product"


def test_owned_already() -> None:
    owner = Customer(1, bought=frozenset({10}))
    assert ask("owned_already", EMPTY, ONE) == "kept"
    assert ask("owned_already", replace(EMPTY, customer=Customer()), ONE) == "kept"
    assert ask("owned_already", replace(EMPTY, customer=owner), ONE) == "owned_already"


@pytest.mark.parametrize(
    ("price", "args", "answer"),
    [
        ("4.00", {"at_most": 50}, "kept"),
        ("4.01", {"at_most": 50}, "too_dear"),
        ("4.00", {"at_least": 50}, "kept"),
        ("3.99", {"at_least": 50}, "too_cheap"),
        ("3.99", {}, "kept"),
    ],
)
def test_relative_price(price: str, args: dict[str, int], answer: str) -> None:
    page = replace(EMPTY, product=Product(1, price=Decimal("8.00"), currency="USD"))
    assert ask("relative_price", page, replace(ONE, price=Decimal(price)), **args) == answer


def test_relative_price_needs_two_prices_in_one_currency() -> None:
    page = replace(EMPTY, product=Product(1, price=Decimal("8.00"), currency="USD"))
    assert ask("relative_price", page, replace(ONE, price=None), at_most=50) == "price_unknown"
    assert ask("relative_price", page, replace(ONE, currency="EUR"), at_most=50) == "price_unknown"
    assert ask("relative_price", EMPTY, replace(ONE, price=None), at_most=50) == "kept"
    unpriced = replace(EMPTY, product=Product(1))
    assert ask("relative_price", unpriced, ONE, at_most=50) == "kept"
