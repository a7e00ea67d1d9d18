"""The score, by hand, against plain loops and against a sparse matrix product."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosssell.core.copurchase import Options, learn, order_decay
from tests.core.copurchase_oracle import Order, by_loops, by_sparse, make_log, place, rows

EVERY_PAIR = Options(min_common_orders=1, min_buyers=1)
POWERS = {"page": (0.5, 0.1, 1.0), "basket": (0.5, 0.3, 1.5)}

ORDERS = st.lists(
    st.tuples(
        st.integers(0, 4_000).map(lambda tenths: tenths / 10),
        st.integers(-1, 4),
        st.lists(st.integers(0, 9), min_size=1, max_size=12),
    ),
    min_size=1,
    max_size=30,
)


def test_score_by_hand() -> None:
    # Two common orders of 0 and 1, one half a life old; 1 also sold alone today.
    log = make_log([(0, 1, [0, 1]), (180, 2, [0, 1, 2]), (0, 3, [1])], products=3)
    learned = learn(log, EVERY_PAIR)
    common = 1 + 0.5 / sqrt(2)
    page = common / (1.5**0.5 * 2.5**0.1) * 2 / 4
    assert rows(place(learned, "page"))[0][0] == (1, pytest.approx(page), 2)
    basket = (common / (2.5**0.5 * 1.5**0.3) * 2 / 4) ** 1.5
    assert rows(place(learned, "basket"))[1][0] == (0, pytest.approx(basket), 2)
    assert learned.product_orders.tolist() == [2, 3, 1]
    assert learned.pairs == 3


def test_half_life() -> None:
    log = make_log([(0, 1, [0]), (90, 2, [0]), (30, 3, [0])], products=1)
    assert sorted(order_decay(log, 30.0).tolist()) == [0.125, 0.5, 1.0]


@settings(deadline=None, max_examples=60)
@given(ORDERS, st.integers(1, 3), st.integers(1, 3), st.integers(1, 6), st.sampled_from([0, 2, 5]))
def test_same_as_plain_loops(
    orders: list[Order], floor: int, buyers: int, top: int, most: int
) -> None:
    options = Options(
        min_common_orders=floor,
        min_buyers=buyers,
        min_buyers_from_orders=0,
        top_n=top,
        max_order_lines=most,
    )
    learned = learn(make_log(orders, products=10), options)
    for name, powers in POWERS.items():
        expected = by_loops(orders, options, powers)
        found = rows(place(learned, name))
        assert found.keys() == expected.keys()
        for product, partners in expected.items():
            scores = [score for _, score, _ in found[product]]
            assert scores == pytest.approx([score for _, score, _ in partners], rel=1e-9)
            assert len(found[product]) == len(partners)
            wanted = {partner: together for partner, _, together in partners}
            for partner, score, together in found[product]:
                # Sums in another sequence may tip a tie by the last bit, never the count.
                tied = scores.count(score) > 1 or score == pytest.approx(partners[-1][1])
                assert wanted.get(partner, together if tied else None) == together


@settings(deadline=None, max_examples=40)
@given(ORDERS)
def test_counts_same_as_sparse_product(orders: list[Order]) -> None:
    log = make_log(orders, products=10)
    learned = learn(log, Options(min_common_orders=1, min_buyers=1, max_order_lines=0))
    found = np.zeros((10, 10), dtype=np.int64)
    page = place(learned, "page")
    found[page.product, page.partner] = page.orders_together
    assert found.tolist() == by_sparse(log).tolist()
    assert learned.pairs == np.count_nonzero(found) // 2


@settings(deadline=None, max_examples=30)
@given(ORDERS, st.randoms(use_true_random=False))
def test_sequence_of_lines_changes_nothing_but_rounding(orders: list[Order], dice: object) -> None:
    mixed = [(age, customer, sorted(held, reverse=True)) for age, customer, held in orders]
    one = place(learn(make_log(orders, 10), EVERY_PAIR), "page")
    other = place(learn(make_log(mixed, 10), EVERY_PAIR), "page")
    assert one.product.tolist() == other.product.tolist()
    assert one.score == pytest.approx(other.score, rel=1e-12)


def test_equal_scores_rank_by_product_number() -> None:
    log = make_log([(0, 1, [5, 3, 4, 1])], products=6)
    page = place(learn(log, Options(min_common_orders=1, min_buyers=1, top_n=2)), "page")
    assert rows(page)[5] == [(1, pytest.approx(page.score[0]), 1), (3, page.score[0], 1)]
    assert rows(page)[1][0][0] == 3


def test_ranks_count_from_one_for_each_product() -> None:
    log = make_log([(0, 1, [0, 1, 2])], products=3)
    assert place(learn(log, EVERY_PAIR), "basket").rank.tolist() == [1, 2, 1, 2, 1, 2]


@pytest.mark.parametrize(("orders", "floor"), [(4_999, 1), (5_000, 2), (49_999, 2), (50_000, 3)])
def test_floor_by_size_of_shop(orders: int, floor: int) -> None:
    assert Options().floor(orders) == floor
    assert Options(min_common_orders=7).floor(orders) == 7


def test_buyers_count_from_a_size_of_shop_on() -> None:
    assert Options().buyers(4_999) == 1
    assert Options().buyers(5_000) == 2
    assert Options(min_buyers=5, min_buyers_from_orders=10).buyers(10) == 5


def test_one_persons_habit_is_not_told() -> None:
    options = Options(min_common_orders=1, min_buyers_from_orders=0)
    habit = [(day, 7, [0, 1]) for day in range(5)]
    assert rows(place(learn(make_log(habit, 3), options), "page")) == {}
    # Orders without a customer are buyers of their own.
    guests = [(day, -1, [1, 2]) for day in range(2)]
    found = rows(place(learn(make_log(habit + guests, 3), options), "page"))
    assert {(i, j) for i, partners in found.items() for j, _, _ in partners} == {(1, 2), (2, 1)}


def test_order_larger_than_the_cap_pairs_its_first_products() -> None:
    log = make_log([(0, 1, [4, 3, 2, 1, 0])], products=5)
    learned = learn(log, Options(min_common_orders=1, min_buyers=1, max_order_lines=3))
    found = rows(place(learned, "page"))
    assert {i: sorted(j for j, _, _ in partners) for i, partners in found.items()} == {
        2: [3, 4],
        3: [2, 4],
        4: [2, 3],
    }
    # It still weighs as an order of five, and counts as an order of all its products.
    assert found[4][0][1] == pytest.approx(1 / sqrt(4) / 3)
    assert learned.product_orders.tolist() == [1, 1, 1, 1, 1]


def test_progress_rises_to_one() -> None:
    told: list[float] = []
    learn(make_log([(0, 1, [0, 1, 2, 3])] * 3, products=4), EVERY_PAIR, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_no_orders() -> None:
    learned = learn(make_log([], products=0), Options())
    assert [len(partners.rank) for partners in learned.places] == [0, 0]
    assert (learned.pairs, learned.product_orders.tolist()) == (0, [])


def test_many_products_are_cut_into_shares() -> None:
    # More products than one share holds, so that several shares are put together in sequence.
    orders: list[Order] = [(0, n, [n, n + 1]) for n in range(2_500)]
    page = place(learn(make_log(orders, products=2_501), EVERY_PAIR), "page")
    assert page.product.tolist() == sorted(page.product.tolist())
    assert rows(page)[1_500] == [(1_499, page.score[5], 1), (1_501, page.score[5], 1)]
