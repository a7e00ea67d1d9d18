"""Lines become orders; ids become numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosssell.core.bestsellers import orders_in_windows, ranking, smallest_window, units_in_windows
from crosssell.core.numbering import IdNumbers
from crosssell.core.orders import OrderLog, order_log
from tests.core.copurchase_oracle import DAY, make_log

# The hash of an id overflows on purpose; uncompiled, numpy says so.
pytestmark = pytest.mark.filterwarnings("ignore:overflow encountered in scalar multiply")


def held(log: OrderLog) -> list[list[int]]:
    """The products of each order."""
    return [log.products[a:b].tolist() for a, b in zip(log.starts, log.starts[1:], strict=False)]


def log_of(lines: list[tuple[int, int]], customers: list[int]) -> OrderLog:
    """A log of (order, product) lines."""
    order, product = np.array(lines, dtype=np.int32).reshape(-1, 2).T.copy()
    dates = np.arange(len(customers), dtype=np.int64)
    return order_log(order, product, dates, np.array(customers, dtype=np.int32), 10)


def test_scattered_lines_are_grouped_and_repeats_count_once() -> None:
    log = log_of([(1, 5), (0, 3), (1, 4), (0, 3), (1, 5), (0, 2)], customers=[0, 1])
    assert held(log) == [[3, 2], [5, 4]]


def test_orders_are_sorted_by_buyer_and_guests_are_buyers_of_their_own() -> None:
    log = log_of([(0, 1), (1, 2), (2, 3), (3, 4)], customers=[-1, 7, -1, 2])
    assert held(log) == [[4], [2], [1], [3]]
    assert log.buyer.tolist() == [2, 7, 8, 9]
    assert log.ordered_at.tolist() == [3, 1, 0, 2]


def test_taking_orders() -> None:
    log = log_of([(0, 1), (0, 2), (1, 3), (2, 4), (2, 5)], customers=[0, 1, 2])
    taken = log.take(np.array([0, 2]))
    assert held(taken) == [[1, 2], [4, 5]]
    assert (taken.buyer.tolist(), taken.ordered_at.tolist(), len(taken)) == ([0, 2], [0, 2], 2)


def test_orders_of_products_since() -> None:
    log = log_of([(0, 1), (1, 1), (1, 2)], customers=[0, 1])
    assert log.orders_of()[:4].tolist() == [0, 2, 1, 0]
    assert log.orders_of(since=1)[:4].tolist() == [0, 1, 1, 0]


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=50), max_size=5))
def test_numbers_are_given_in_the_sequence_of_first_sight(batches: list[list[int]]) -> None:
    numbers = IdNumbers()
    seen: dict[int, int] = {}
    for batch in batches:
        found = numbers.add(np.array(batch, dtype=np.int64)).tolist()
        assert found == [seen.setdefault(value, len(seen)) for value in batch]
    assert numbers.ids().tolist() == list(seen)
    assert numbers.given == len(seen)


def test_numbers_stay_when_the_table_grows() -> None:
    numbers = IdNumbers()
    ids = np.arange(20_000, dtype=np.int64) * 1_000_003
    assert numbers.add(ids).tolist() == list(range(20_000))
    assert numbers.add(ids[::-1].copy()).tolist() == list(range(19_999, -1, -1))


def test_windows_end_at_the_newest_order() -> None:
    dates = np.array([0, 6.9, 7, 27, 400]) * DAY
    smallest = smallest_window(10_000 * DAY - dates.astype(np.int64), (7, 28, 365))
    assert smallest.tolist() == [0, 0, 1, 1, 3]


def test_windows_hold_the_shorter_ones() -> None:
    log = make_log([(0, 1, [0, 0]), (10, 1, [0, 1]), (500, 1, [1])], products=2)
    assert orders_in_windows(log, (7, 28, 1_000)).tolist() == [[1, 0], [2, 1], [2, 2]]
    order, product, quantity = np.array([[0, 0, 1], [0, 1, 0], [5, 1, 2]], dtype=np.int32)
    smallest = np.array([0, 2], dtype=np.int32)
    units = units_in_windows(order, product, quantity, smallest, (2, 2))
    assert units.tolist() == [[5, 1], [5, 1]]


def test_bestsellers_rank_by_orders_then_units_then_number() -> None:
    orders, units = np.array([2, 3, 2, 2, 0]), np.array([5, 1, 9, 5, 9])
    assert ranking(orders, units, 10).tolist() == [1, 2, 0, 3]
    assert ranking(orders, units, 2).tolist() == [1, 2]


@pytest.mark.parametrize("windows", [(), (7,)])
def test_windows_of_no_orders(windows: tuple[int, ...]) -> None:
    assert orders_in_windows(make_log([], 0), windows).shape == (len(windows), 0)
