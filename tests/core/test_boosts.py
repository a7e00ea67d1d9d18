"""Each boost that judges a candidate alone: its exact values."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from math import inf, log1p, nan
from typing import Any

import pytest

from crosssell.core.data import Candidate, Product, Visit
from crosssell.core.evidence import wilson_lower
from tests.pagedata import EMPTY, NOON, boost

PLAIN = Product(1)
# blake2b of "1::ann", its first 8 bytes as a share of all that there are.
SHUFFLED = 0.003034757802135764


@pytest.mark.parametrize(
    ("relative", "value"), [(1.0, 1.0), (0.25, 0.25), (7.0, 1.0), (-1.0, 0.0), (nan, 0.0)]
)
def test_score(relative: float, value: float) -> None:
    assert boost("score", PLAIN, candidate=Candidate(1, 99.0, relative=relative)) == value


@pytest.mark.parametrize("code", ["popularity", "season"])
@pytest.mark.parametrize(("share", "value"), [(0.5, 0.5), (inf, 1.0), (nan, 0.0), (-0.1, 0.0)])
def test_what_was_learned(code: str, share: float, value: float) -> None:
    assert boost(code, replace(PLAIN, **{code: share})) == value


@pytest.mark.parametrize(
    ("rating", "reviews", "args", "value"),
    [
        (None, 0, {}, 3 / 5),
        (None, 7, {}, 3 / 5),
        (5.0, 5, {}, 4 / 5),
        (5.0, 15, {}, 4.5 / 5),
        (5.0, 0, {}, 3 / 5),
        (5.0, -9, {}, 3 / 5),
        (0.0, 5, {}, 1.5 / 5),
        (1.0, 5, {"expected": "0"}, 0.5 / 5),
        (5.0, 1, {"reviews": 1, "expected": "5"}, 1.0),
        (nan, 5, {}, 0.0),
    ],
)
def test_rating(rating: float | None, reviews: int, args: dict[str, Any], value: float) -> None:
    product = replace(PLAIN, rating=rating, reviews=reviews)
    assert boost("rating", product, **args) == pytest.approx(value, abs=1e-12)


def test_one_perfect_review_does_not_beat_many_good_ones() -> None:
    one = boost("rating", replace(PLAIN, rating=5.0, reviews=1))
    many = boost("rating", replace(PLAIN, rating=4.8, reviews=300))
    assert one is not None
    assert many is not None
    assert one < many


@pytest.mark.parametrize(
    ("days", "value"), [(0, 1.0), (30, 0.5), (60, 0.25), (-5, 1.0), (100_000, 0.0), (None, 0.0)]
)
def test_freshness(days: int | None, value: float) -> None:
    created = None if days is None else NOON - timedelta(days=days)
    assert boost("freshness", replace(PLAIN, created=created)) == value


def test_freshness_has_the_merchants_half_life() -> None:
    week = replace(PLAIN, created=NOON - timedelta(days=7))
    assert boost("freshness", week, half_life=7) == 0.5


@pytest.mark.parametrize(
    ("price", "currency", "value"),
    [
        ("10", "USD", 1.0),
        ("5", "USD", 0.5),
        ("20", "USD", 0.5),
        ("40", "USD", 0.25),
        ("0.50", "USD", 0.05),
        ("10", "EUR", 0.0),
        ("0", "USD", 0.0),
        (None, "USD", 0.0),
    ],
)
def test_price_closeness(price: str | None, currency: str, value: float) -> None:
    product = replace(PLAIN, price=Decimal(price) if price else None, currency=currency)
    page = replace(EMPTY, product=Product(2, price=Decimal(10), currency="USD"))
    assert boost("price_closeness", product, page) == value
    free = replace(EMPTY, product=Product(2, price=Decimal(0), currency="USD"))
    assert boost("price_closeness", product, free) == 0.0
    assert boost("price_closeness", product, EMPTY) == 0.0
    assert boost("price_closeness", product, replace(EMPTY, product=PLAIN)) == 0.0


@pytest.mark.parametrize(
    ("margin", "value"), [("0.35", 0.35), ("1.2", 1.0), ("-0.1", 0.0), (None, 0.0)]
)
def test_margin(margin: str | None, value: float) -> None:
    assert boost("margin", replace(PLAIN, margin=Decimal(margin) if margin else None)) == value


@pytest.mark.parametrize(
    ("stock", "half", "value"),
    [(20, 20, 0.5), (60, 20, 0.75), (5, 5, 0.5), (0, 20, 0.0), (-3, 20, 0.0), (None, 20, 1.0)],
)
def test_stock_depth(stock: int | None, half: int, value: float) -> None:
    assert boost("stock_depth", replace(PLAIN, stock=stock), half=half) == value


@pytest.mark.parametrize(
    ("weight", "value"), [(-100, 0.0), (0, 0.5), (50, 0.75), (100, 1.0), (999, 1.0), (-999, 0.0)]
)
def test_merchants_weight(weight: int, value: float) -> None:
    assert boost("merchants_weight", replace(PLAIN, weight=weight)) == value


@pytest.mark.parametrize(
    ("together", "orders", "value"),
    [
        (5, 10, wilson_lower(5, 10)),
        (1, 1, wilson_lower(1, 1)),
        (0, 0, 0.0),
        (9, 3, wilson_lower(3, 3)),
        (0, 9, 0.0),
        (9, 0, 0.0),
        (-1, -1, 0.0),
    ],
)
def test_pair_confidence(together: int, orders: int, value: float) -> None:
    candidate = Candidate(1, 1.0, together=together, orders=orders)
    assert boost("pair_confidence", PLAIN, candidate=candidate) == value


@pytest.mark.parametrize(
    ("price", "args", "value"),
    [
        ("0", {"first": "cheapest"}, 1.0),
        ("0", {"first": "dearest"}, 0.0),
        ("1000", {"first": "cheapest"}, 0.0),
        ("99999", {"first": "dearest"}, 1.0),
        ("9", {"first": "dearest", "top": "99"}, 0.5),
        ("9", {"first": "cheapest", "top": "99"}, 0.5),
        (None, {"first": "cheapest"}, 0.0),
        ("-1", {"first": "cheapest"}, 0.0),
    ],
)
def test_price_level(price: str | None, args: dict[str, str], value: float) -> None:
    product = replace(PLAIN, price=Decimal(price) if price else None)
    assert boost("price_level", product, **args) == pytest.approx(value, abs=1e-12)


def test_price_level_is_a_log_scale() -> None:
    value = boost("price_level", replace(PLAIN, price=Decimal(20)), first="dearest")
    assert value == pytest.approx(log1p(20) / log1p(1000))


def test_shuffle_is_the_same_for_a_visit_and_a_product() -> None:
    ann = replace(EMPTY, visit=Visit(seed="ann"))
    bob = replace(EMPTY, visit=Visit(seed="bob"))
    tomorrow = replace(ann, now=NOON + timedelta(days=1))
    # Written out: another process must not come to another order.
    assert boost("shuffle", PLAIN, ann) == pytest.approx(SHUFFLED, abs=1e-9)
    assert boost("shuffle", PLAIN, tomorrow) == boost("shuffle", PLAIN, ann)
    assert boost("shuffle", PLAIN, bob) != boost("shuffle", PLAIN, ann)
    assert boost("shuffle", replace(PLAIN, id=2), ann) != boost("shuffle", PLAIN, ann)
    today = boost("shuffle", PLAIN, ann, daily=True)
    assert today == boost("shuffle", PLAIN, replace(ann, now=NOON + timedelta(hours=1)), daily=True)
    assert today != boost("shuffle", PLAIN, tomorrow, daily=True)
    # Half a character, as a hostile cookie might hold.
    assert boost("shuffle", PLAIN, replace(ann, visit=Visit(seed="\ud800"))) is not None
    assert boost("shuffle", PLAIN, EMPTY) == boost("shuffle", PLAIN, replace(ann, visit=Visit()))


def test_shuffle_is_spread_evenly() -> None:
    page = replace(EMPTY, visit=Visit(seed="ann"))
    values = [boost("shuffle", replace(PLAIN, id=pk), page) or 0.0 for pk in range(1, 2001)]
    tenths = [
        sum(tenth / 10 <= value < (tenth + 1) / 10 for value in values) for tenth in range(10)
    ]
    assert min(tenths) > 150
    assert max(tenths) < 250
