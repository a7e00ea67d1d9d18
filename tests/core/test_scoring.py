"""Boosts order candidates; their parts add up to the score."""

import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosssell.core import scoring
from crosssell.core.data import Candidate, Product
from crosssell.core.scoring import Value, Weighted, beside

PRODUCTS = {n: Product(n, category_ids=frozenset({n % 2})) for n in range(1, 9)}


def candidates(**scores: float) -> list[Candidate]:
    return [Candidate(int(name[1:]), score) for name, score in scores.items()]


def ranked(*given_: Any) -> list[Candidate]:
    return list(scoring.ranked(*given_))


def by_id(values: dict[int, float]) -> Value:
    return lambda one, product, chosen: values[product.id]


def order(found: Sequence[Candidate]) -> list[tuple[int, float]]:
    return [(one.product_id, round(one.score, 6)) for one in found]


def test_without_boosts_the_strategys_order_and_scores_stay() -> None:
    given_ = candidates(p2=0.1, p1=0.9)
    assert ranked(given_, PRODUCTS, []) == given_
    assert beside(PRODUCTS, []) is None


def test_the_score_is_the_weighted_mean_and_its_parts_are_the_summands() -> None:
    boosts = [
        Weighted("score", 30, lambda one, product, chosen: one.relative),
        Weighted("fame", 10, by_id({1: 0.0, 2: 1.0})),
    ]
    first, second = ranked(candidates(p1=4.0, p2=2.0), PRODUCTS, boosts)
    assert (first.product_id, first.score, first.parts) == (1, 0.75, {"score": 0.75, "fame": 0.0})
    assert (second.product_id, second.score) == (2, 0.625)
    assert second.parts == {"score": 0.375, "fame": 0.25}


def test_a_weight_below_zero_puts_the_least_first() -> None:
    boosts = [Weighted("fame", -10, by_id({1: 0.9, 2: 0.2}))]
    assert order(ranked(candidates(p1=1.0, p2=1.0), PRODUCTS, boosts)) == [(2, -0.2), (1, -0.9)]


def test_equal_scores_keep_the_strategys_order_and_unknown_products_go_last() -> None:
    boosts = [Weighted("same", 1, lambda one, product, chosen: 0.5)]
    found = ranked([Candidate(99, 9.0), Candidate(3, 1.0), Candidate(2, 1.0)], PRODUCTS, boosts)
    assert [one.product_id for one in found] == [3, 2, 99]


@pytest.mark.parametrize(("value", "counts"), [(7.0, 1.0), (-3.0, 0.0), (math.nan, 0.0)])
def test_values_out_of_bounds_are_bounded(value: float, counts: float) -> None:
    boosts = [Weighted("odd", 5, lambda one, product, chosen: value)]
    assert order(ranked(candidates(p1=1.0), PRODUCTS, boosts)) == [(1, counts)]


def test_two_boosts_of_a_kind_are_told_as_their_sum() -> None:
    boosts = [Weighted("fame", 10, by_id({1: 1.0})), Weighted("fame", 30, by_id({1: 0.5}))]
    (one,) = ranked(candidates(p1=1.0), PRODUCTS, boosts)
    assert one.parts == {"fame": 0.625}


def test_scores_that_are_no_numbers_or_not_above_zero_are_no_share() -> None:
    boosts = [Weighted("score", 1, lambda one, product, chosen: one.relative)]
    found = ranked([Candidate(1, math.nan), Candidate(2, 0.0)], PRODUCTS, boosts)
    assert order(found) == [(1, 0.0), (2, 0.0)]


def test_what_is_chosen_changes_the_score_or_refuses() -> None:
    def other(one: Candidate, product: Product, chosen: Sequence[Product]) -> float | None:
        alike = sum(1 for c in chosen if c.category_ids & product.category_ids)
        return None if alike > 1 else 1.0 - alike

    boosts = [Weighted("fame", 1, by_id({1: 1.0})), Weighted("other", 1, other, beside=True)]
    (one,) = ranked(candidates(p1=1.0), PRODUCTS, boosts)
    assert one.score == 0.5
    rescore = beside(PRODUCTS, boosts)
    assert rescore is not None
    alone, alike = rescore(one, []), rescore(one, [PRODUCTS[3]])
    assert alone is not None
    assert (alone.score, alone.parts) == (1.0, {"fame": 0.5, "other": 0.5})
    assert alike is not None
    assert alike.score == 0.5
    assert rescore(one, [PRODUCTS[3], PRODUCTS[5]]) is None
    unknown = Candidate(99, 1.0)
    assert rescore(unknown, []) == unknown


@given(
    st.lists(
        st.tuples(st.integers(-100, 100), st.floats(allow_nan=True, allow_infinity=True)),
        min_size=1,
        max_size=5,
    )
)
def test_a_score_lies_between_minus_one_and_one_and_is_the_sum_of_its_parts(
    weights: list[tuple[int, float]],
) -> None:
    boosts = [
        Weighted(f"b{n}", weight, lambda one, product, chosen, value=value: value)
        for n, (weight, value) in enumerate(weights)
    ]
    (one,) = ranked(candidates(p1=1.0), PRODUCTS, boosts)
    assert -1.0 - 1e-9 <= one.score <= 1.0 + 1e-9
    assert one.score == math.fsum(one.parts.values())
