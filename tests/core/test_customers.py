"""Pairs by customer: the score by hand and against plain loops, who counts and who does not."""

from collections import defaultdict
from itertools import permutations
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosssell.core.copurchase import Options
from crosssell.core.customers import customers, learn_by_customer
from tests.core.copurchase_oracle import Order, make_log, place, rows

ORDERS = st.lists(
    st.tuples(
        st.integers(0, 4_000).map(lambda tenths: tenths / 10),
        st.integers(-1, 5),
        st.lists(st.integers(0, 9), min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=30,
)


def found(orders: list[Order], products: int, options: Options | None = None, most: int = 100):
    learned = learn_by_customer(make_log(orders, products), options, most)
    return rows(place(learned, "customer"))


def by_loops(orders: list[Order], options: Options) -> dict[tuple[int, int], tuple[float, int]]:
    """(product, partner) -> score, customers of both."""
    newest = min(age for age, _, _ in orders)
    last: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for age, customer, held in orders:
        for product in held if customer >= 0 else ():
            weight = 2 ** (-(age - newest) / options.half_life_days)
            last[customer][product] = max(weight, last[customer].get(product, 0.0))
    common: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    of: defaultdict[int, float] = defaultdict(float)
    for bought in last.values():
        for product, weight in bought.items():
            of[product] += weight
        for i, j in permutations(bought, 2):
            common[i, j].append(max(bought[i], bought[j]) / sqrt(len(bought) - 1))
    return {
        (i, j): (sum(each) / (of[i] ** 0.5 * of[j] ** 0.1) * len(each) / (len(each) + 2), len(each))
        for (i, j), each in common.items()
        if len(each) >= 2
    }


def test_score_by_hand() -> None:
    orders: list[Order] = [(0, 1, [0]), (180, 1, [1]), (360, 2, [0, 1]), (180, 2, [2])]
    # Of the first customer the later purchase is today's, of the second a year old, less a day.
    common = 1 + 0.25 / sqrt(2)
    of_0, of_1 = 1 + 0.25, 0.5 + 0.25
    score = common / (of_0**0.5 * of_1**0.1) * 2 / 4
    assert found(orders, 3) == {
        0: [(1, pytest.approx(score), 2)],
        1: [(0, pytest.approx(common / (of_1**0.5 * of_0**0.1) * 2 / 4), 2)],
    }
    learned = learn_by_customer(make_log(orders, 3))
    assert learned.product_orders.tolist() == [2, 2, 1]
    assert learned.pairs == 1


@settings(deadline=None, max_examples=80)
@given(ORDERS)
def test_same_as_plain_loops(orders: list[Order]) -> None:
    options = Options(top_n=20)
    expected = by_loops(orders, options)
    pairs = {
        (product, partner): (pytest.approx(score, rel=1e-9), together)
        for product, partners in found(orders, 10, options).items()
        for partner, score, together in partners
    }
    assert pairs == expected


def test_the_best_come_first_and_no_more_than_asked_for() -> None:
    orders: list[Order] = [(0, customer, [0, 1]) for customer in range(2)]
    orders += [(0, 10 + customer, [0, 2]) for customer in range(3)]
    assert [partner for partner, _, _ in found(orders, 3)[0]] == [2, 1]
    assert [partner for partner, _, _ in found(orders, 3, Options(top_n=1))[0]] == [2]


def test_of_a_product_bought_often_the_last_purchase_counts() -> None:
    again: list[Order] = [(0, 1, [0]), (180, 1, [0]), (180, 1, [1]), (180, 2, [0, 1])]
    log = make_log(again, 2)
    merged = customers(log, 180)
    assert (len(merged), merged.begins.tolist()) == (2, [0, 2, 4])
    assert merged.products.tolist() == [0, 1, 0, 1]
    assert merged.decay.tolist() == [1.0, 0.5, 0.5, 0.5]
    assert learn_by_customer(log).product_orders.tolist() == [2, 2]


def test_orders_without_a_customer_do_not_count() -> None:
    orders: list[Order] = [(0, -1, [0, 1])] * 5 + [(1, 3, [0, 1])]
    assert found(orders, 2) == {}
    assert found([*orders, (1, 4, [1, 0])], 2).keys() == {0, 1}
    learned = learn_by_customer(make_log(orders, 2))
    assert learned.product_orders.tolist() == [1, 1]
    assert len(customers(make_log([(0, -1, [0])], 1), 180)) == 0


def test_ages_count_from_the_newest_order_whoever_placed_it() -> None:
    assert customers(make_log([(0, -1, [0]), (90, 1, [0])], 1), 90).decay.tolist() == [0.5]


def test_what_one_person_bought_is_never_told() -> None:
    few = Options(min_common_orders=1, min_buyers=1)
    assert found([(0, 1, [0, 1])] * 9, 2, few) == {}
    three = Options(min_common_orders=3)
    assert found([(0, customer, [0, 1]) for customer in (1, 2)], 2, three) == {}
    buyers = Options(min_buyers=3, min_buyers_from_orders=2)
    assert found([(0, customer, [0, 1]) for customer in (1, 2)], 2, buyers) == {}
    assert found([(0, customer, [0, 1]) for customer in (1, 2, 3)], 2, buyers) != {}


def test_who_bought_very_much_counts_with_what_was_bought_last() -> None:
    old: list[Order] = [(9, 1, [0, 1]), (5, 1, [2, 3, 4]), (1, 1, [5, 0])]
    merged = customers(make_log([*old, (7, 2, [1, 2])], 6), 180, most=4)
    # Today's two, and of the three of one moment those that stand first.
    assert merged.products.tolist() == [0, 2, 3, 5, 1, 2]
    assert merged.begins.tolist() == [0, 4, 6]
    assert merged.decay[[0, 3]].tolist() == [1.0, 1.0]
    assert customers(make_log(old, 6), 180, most=6).products.tolist() == [0, 1, 2, 3, 4, 5]
    both: list[Order] = [*old, (0, 2, [1, 5]), (0, 3, [1, 5])]
    assert [(one, count) for one, _, count in found(both, 6, most=4)[5]] == [(1, 2)]
    assert [(one, count) for one, _, count in found(both, 6, most=6)[5]] == [(1, 3)]


def test_a_customer_of_one_product_makes_no_pair_but_is_a_customer() -> None:
    orders: list[Order] = [(0, 1, [0, 1]), (0, 2, [0, 1]), (0, 3, [0])]
    assert found(orders, 2)[1] == [(0, pytest.approx(2 / (2**0.5 * 3**0.1) * 2 / 4), 2)]


def test_no_orders() -> None:
    learned = learn_by_customer(make_log([], 3))
    assert (rows(place(learned, "customer")), learned.pairs) == ({}, 0)
