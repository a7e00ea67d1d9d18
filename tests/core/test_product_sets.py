"""Sets of two or three products that sell together, counted exactly."""

from dataclasses import replace
from itertools import combinations

import pytest

from crosssell.core.evidence import wilson_lower
from crosssell.core.product_sets import (
    ProductSet,
    all_but_one,
    floor,
    product_sets,
    varied,
)

# Product 1 is in twelve orders, 2 in eight of these, 3 in six of those; 4 is in others.
HOLDERS = {
    1: set(range(12)),
    2: set(range(8)),
    3: set(range(6)),
    4: set(range(6, 40)),
}
EVERY = list(combinations(HOLDERS, 2))


def found(least: int = 5, orders: int = 100, pairs=EVERY) -> dict[tuple[int, ...], ProductSet]:
    return {one.products: one for one in product_sets(HOLDERS, pairs, orders, least)}


def test_pairs_and_their_triple_are_counted() -> None:
    sets = found()

    assert {key: (one.together, one.of_main) for key, one in sets.items()} == {
        (1, 2): (8, 12),
        (1, 3): (6, 12),
        (2, 3): (6, 8),
        (1, 2, 3): (6, 12),
        (4, 1): (6, 34),
    }
    assert sets[1, 2].share == 8 / 12
    assert sets[1, 2].lower == wilson_lower(8, 12)
    assert sets[1, 2].score == 2 * 8 * wilson_lower(8, 12)
    assert sets[1, 2, 3].score == 3 * 6 * wilson_lower(6, 12)


def test_the_product_of_most_orders_is_the_main_one_and_ties_go_by_id() -> None:
    same = {7: {1, 2, 3, 4, 5}, 3: {1, 2, 3, 4, 5}}

    (one,) = product_sets(same, [(7, 3), (3, 7)], 50, 5)

    assert one.products == (3, 7)


def test_what_too_few_orders_hold_is_no_set() -> None:
    assert set(found(least=7)) == {(1, 2)}
    assert found(least=9) == {}


def test_what_chance_would_put_together_is_no_set() -> None:
    # 12 * 34 / 60 = 6.8 orders would hold both by chance; 6 do.
    assert (4, 1) in found(orders=100)
    assert (4, 1) not in found(orders=60)


def test_a_triple_needs_all_its_pairs() -> None:
    assert (1, 2, 3) not in found(pairs=[(1, 2), (2, 3)])


def test_only_learned_pairs_of_two_known_products_are_looked_at() -> None:
    assert set(found(pairs=[(2, 1), (1, 99), (3, 3)])) == {(1, 2)}


def test_best_first_and_the_same_whatever_the_sequence() -> None:
    there = product_sets(HOLDERS, EVERY, 100, 5)
    back = product_sets(HOLDERS, EVERY[::-1], 100, 5)

    assert there == back
    scores = [one.score for one in there]
    assert scores == sorted(scores, reverse=True)


def test_orders_that_hold_all_but_one() -> None:
    assert all_but_one((1, 2), HOLDERS) == 4
    # Orders 6 and 7 hold the first two, and no order any other two of the three alone.
    assert all_but_one((1, 2, 3), HOLDERS) == 2


def one(products: tuple[int, ...], score: float) -> ProductSet:
    return ProductSet(products, 5, 10, 0.5, 0.2, score)


def chosen(some: list[ProductSet], most: int, most_each: int = 3) -> list[tuple[int, ...]]:
    return [found.products for found in varied(some, most, most_each)]


def test_of_threes_that_share_two_products_only_the_best_stays() -> None:
    some = [one((1, 2, 3), 9), one((2, 9), 8), one((1, 2, 4), 7), one((1, 5, 6), 6)]

    assert chosen(some, 12) == [(1, 2, 3), (2, 9), (1, 5, 6)]


def test_a_quarter_of_the_places_is_for_threes() -> None:
    pairs = [one((number, number + 1), 90 - number) for number in range(10, 30, 2)]
    threes = [one((100, 101, 102), 2), one((103, 104, 105), 1)]

    assert chosen(pairs + threes, 4) == [*[pair.products for pair in pairs[:3]], (100, 101, 102)]
    assert chosen(pairs + threes, 3) == [pair.products for pair in pairs[:3]]
    assert chosen(pairs, 4) == [pair.products for pair in pairs[:4]]
    assert chosen(threes, 4) == [(100, 101, 102)]


def test_a_pair_that_is_hardly_bought_without_a_third_is_left_out() -> None:
    three = one((1, 2, 3), 9)
    often, hardly = replace(one((1, 2), 8), together=7), replace(one((2, 3), 7), together=6)

    # Five of seven, and five of six.
    assert chosen([three, often, hardly], 12) == [(1, 2, 3), (1, 2)]


def test_no_product_is_in_too_many() -> None:
    some = [one((1, other), 20 - other) for other in range(2, 8)]

    assert chosen(some, 10) == [(1, 2), (1, 3), (1, 4)]


@pytest.mark.parametrize(("orders", "least"), [(0, 5), (2_500, 5), (2_501, 6), (20_000, 40)])
def test_a_large_shop_asks_for_more_orders(orders: int, least: int) -> None:
    assert floor(orders) == least
