"""The leak-free test: who is asked what, what counts as a hit, what each measure says."""

from math import log2

import numpy as np
import pytest

from crosssell.core.copurchase import Options
from crosssell.core.evaluation import (
    Measures,
    TooFewOrders,
    basket_questions,
    evaluate,
    gain,
    ideal_gain,
    page_questions,
    reciprocal_rank,
    split,
)
from tests.core.copurchase_oracle import Order, make_log

EVERY_PAIR = Options(min_common_orders=1, min_buyers=1)


def measured(orders: list[Order], products: int, options: Options = EVERY_PAIR) -> dict:
    """The measures by (place, source)."""
    result = evaluate(make_log(orders, products), options)
    return {(row.place, row.source): row for row in result.measures}


def test_training_ends_before_the_test_begins() -> None:
    # Ten orders, three of them at the moment of the cut: none of those three is learned from.
    ages = [90, 80, 70, 60, 50, 40, 30, 5, 5, 5]
    train, test = split(make_log([(age, n, [0, 1]) for n, age in enumerate(ages)], 2))
    assert (len(train), len(test)) == (7, 3)
    assert train.ordered_at.max() < test.ordered_at.min()


def test_a_basket_is_asked_about_up_to_five_products_of_an_order_of_two_or_more() -> None:
    log = make_log([(3, 0, [0]), (2, 1, [1, 2]), (1, 2, list(range(9)))], products=9)
    order, position = basket_questions(log)
    assert np.bincount(order, minlength=3).tolist() == [0, 2, 5]
    assert sorted(position[order == 1].tolist()) == [0, 1]
    assert len(set(position[order == 2].tolist())) == 5
    again = basket_questions(log)
    assert (order.tolist(), position.tolist()) == (again[0].tolist(), again[1].tolist())


def test_the_page_of_each_product_of_an_order_of_two_or_more_is_asked_about() -> None:
    log = make_log([(4, 0, [1, 2]), (3, 1, [0]), (2, 2, list(range(7))), (1, 3, [5])], products=9)
    order, position = page_questions(log)
    assert order.tolist() == [0, 0] + [2] * 7
    assert position.tolist() == [0, 1, 0, 1, 2, 3, 4, 5, 6]
    nothing = page_questions(make_log([(1, 0, [0])], products=1))
    assert [len(column) for column in nothing] == [0, 0]


def test_no_draw_decides_what_the_pages_of_an_order_are_worth() -> None:
    # 0 and 1 foretell each other. The other six of the order are unknown: the top-up of their
    # pages is ten products that sell more often, none of which is in the order.
    alone: list[Order] = [(160 - n / 20, -1, [8 + n % 20]) for n in range(400)]
    pairs: list[Order] = [(150 - n, -1, [0, 1]) for n in range(10)]
    later: list[Order] = [(1, -1, list(range(8)))] * 46
    result = evaluate(make_log([*alone, *pairs, *later], 28), EVERY_PAIR)
    by = {(row.place, row.source): row for row in result.measures}
    assert (result.test_orders, result.basket_questions, result.page_questions) == (46, 230, 368)
    assert by["page", "ours"].hr_10 == by["page", "ours"].hr_1 == 2 / 8
    assert by["page", "ours"].mrr_10 == 2 / 8
    assert by["page", "ours"].standard_error == 0.0
    assert by["page", "bestsellers"].hr_10 == 0.0


def test_the_known_partner_is_found_where_bestsellers_fail() -> None:
    # 0 and 1 always go together; 2 to 21 sell more often, alone.
    alone: list[Order] = [(160 - n / 20, -1, [2 + n % 20]) for n in range(400)]
    pairs: list[Order] = [(150 - n, -1, [0, 1]) for n in range(10)]
    later: list[Order] = [(50 - n / 10, -1, [0, 1]) for n in range(46)]
    by = measured(alone + pairs + later, products=22)
    for place in ("page", "basket"):
        assert by[place, "ours"].hr_1 == by[place, "raw_counts"].hr_1 == 1.0
        assert by[place, "bestsellers"].hr_10 == 0.0
        assert by[place, "ours"].mrr_10 == by[place, "ours"].ndcg_10 == 1.0
        assert by[place, "ours"].standard_error == 0.0
        assert by[place, "ours"].hr_10_outside_bestsellers == 1.0


def test_a_product_never_seen_in_training_is_a_miss() -> None:
    train: list[Order] = [(100 - n, -1, [0, 1]) for n in range(9)]
    by = measured([*train, (0, -1, [0, 2])], products=3)
    # Asked for 2 with 0 in the basket: missed. Asked for 0 with 2 there: topped up, found.
    assert by["basket", "ours"].hr_10 == 0.5
    assert by["page", "ours"].hr_10 == 0.5


def test_lists_are_topped_up_with_bestsellers_and_leave_out_the_query() -> None:
    train: list[Order] = [(10 - n, -1, [0, 1]) for n in range(8)] + [(1, -1, [2])]
    by = measured([*train, (0, -1, [0, 2])], products=3)
    # On 0's page: 1 by the pairs, then 2 by the top-up. On 2's page 0 before 1, both topped up.
    assert by["page", "ours"].hr_1 == 0.5
    assert by["page", "ours"].hr_5 == 1.0
    assert by["page", "ours"].mrr_10 == pytest.approx((1 / 2 + 1) / 2)
    assert by["page", "bestsellers"].coverage_10 == 1.0


def test_what_is_in_the_basket_is_neither_recommended_nor_a_hit() -> None:
    # 2 is unknown: with it hidden all that is left to recommend are 0 and 1, in the basket already.
    train: list[Order] = [(100 - n, -1, [0, 1]) for n in range(18)]
    by = measured([*train, (0, -1, [0, 1, 2]), (0, -1, [0, 1, 2])], products=3)
    for source in ("bestsellers", "raw_counts", "ours", "ours_as_stored"):
        assert by["basket", source].hr_10 == pytest.approx(2 / 3), source


def test_what_is_hidden_is_not_asked_with() -> None:
    # 2 goes with 3 far more often than with 0: of the two, only 2 is the other's best partner.
    train: list[Order] = [(100 - n, -1, [2, 3]) for n in range(15)]
    train += [(80 - n, -1, [0, 2]) for n in range(3)]
    by = measured([*train, (0, -1, [0, 2]), (0, -1, [0, 2])], products=4)
    for source in ("raw_counts", "ours", "ours_as_stored"):
        assert by["basket", source].hr_1 == 0.5, source
        assert by["basket", source].hr_5 == 1.0, source


def test_pairs_of_one_buyer_are_not_stored() -> None:
    train: list[Order] = [(200 - n, 5, [0, 1]) for n in range(5)]
    train += [(90 - n, -1, [n + 2]) for n in range(20)] * 2
    options = Options(min_common_orders=1, min_buyers_from_orders=0)
    by = measured([*train, *[(0, -1, [0, 1])] * 5], products=22, options=options)
    assert by["basket", "ours"].hr_10 == 1.0
    assert by["basket", "ours_as_stored"].hr_10 == 0.0


def test_what_is_stored_answers_a_basket_with_the_heads_of_its_lists() -> None:
    # 20 products know five of their own and, at their sixth rank, one that all of them know.
    train: list[Order] = [(200, -1, [one, 20]) for one in range(20)]
    train += [(200, -1, [one, 21 + one * 5 + own]) for one in range(20) for own in range(5)]
    later: list[Order] = [(1, -1, list(range(21)))] * 40
    by = measured([*train, *later], products=121)
    _, hidden = basket_questions(make_log(later, 121))
    assert by["basket", "ours"].hr_1 == pytest.approx((hidden == 20).mean())
    assert by["basket", "ours_as_stored"].hr_1 == 0.0


def test_every_order_weighs_the_same() -> None:
    train: list[Order] = [(100 - n, -1, [0, 1]) for n in range(18)]
    # One order of two (both found), one of four unknown products (none found).
    by = measured([*train, (0, -1, [0, 1]), (0, -1, [2, 3, 4, 5])], products=6)
    assert by["basket", "ours"].hr_10 == 0.5
    assert by["basket", "ours"].standard_error == pytest.approx(0.5)


def test_gain_and_rank() -> None:
    hits = np.zeros((3, 10), dtype=np.int32)
    hits[0, [0, 2]] = 1
    hits[1, 9] = 1
    assert gain(hits) == pytest.approx([1 + 1 / log2(4), 1 / log2(11), 0])
    assert reciprocal_rank(hits).tolist() == [1.0, 0.1, 0.0]
    every = sum(1 / log2(rank + 1) for rank in range(1, 11))
    assert ideal_gain(np.array([1, 2, 50])) == pytest.approx([1, 1 + 1 / log2(3), every])


@pytest.mark.parametrize(
    "orders",
    [
        [],
        [(0, 1, [0, 1])],
        [(float(n), 1, [0]) for n in range(10)],
        [(0, n, [0, 1]) for n in range(10)],
    ],
    ids=["none", "one", "single products", "one moment"],
)
def test_too_few_orders(orders: list[Order]) -> None:
    with pytest.raises(TooFewOrders, match=rf"^Too few orders \({len(orders)}\): "):
        evaluate(make_log(orders, 2))


def test_measures_are_rates() -> None:
    rng = np.random.default_rng(1)
    orders = [(float(n), int(n % 7), rng.integers(0, 30, 4).tolist()) for n in range(200)]
    for row in measured(orders, products=30).values():
        assert isinstance(row, Measures)
        assert 0 <= row.hr_1 <= row.hr_5 <= row.hr_10 <= 1
        assert row.hr_1 <= row.mrr_10 <= row.hr_10
        assert 0 < row.coverage_10 <= 1
