"""Arrow columns as numpy arrays and back, and the small loops over lines."""

import numpy as np
import pyarrow as pa
import pytest

from crosssell.core.arrow_columns import arrow, missing, plain, repeated, whole_numbers
from crosssell.core.lines_kernel import newest_and_buyer, rename


@pytest.mark.parametrize("kind", [np.int32, np.int64, np.float64])
def test_there_and_back(kind: type) -> None:
    numbers = np.array([3, -1, 2], dtype=kind)
    column = arrow(numbers)
    assert column.to_pylist() == [3, -1, 2]
    assert plain(column, kind).tolist() == [3, -1, 2]
    assert plain(column.slice(1), kind).tolist() == [-1, 2]
    assert plain(column[:0], kind).tolist() == []


def test_a_stretched_array_is_copied() -> None:
    assert arrow(np.arange(6)[::2]).to_pylist() == [0, 2, 4]


def test_missing_values_of_a_slice() -> None:
    column = pa.array([None, 1, None, 2, 3, None, 4, 5, 6, None])
    assert missing(column.slice(1)).tolist() == [column[n].as_py() is None for n in range(1, 10)]
    kept = np.arange(3)
    kept[missing(pa.array([1, 2, 3]))] = -1
    assert kept.tolist() == [0, 1, 2]


def test_whole_numbers_of_any_width_and_of_moments() -> None:
    assert whole_numbers(pa.array([1, 2], pa.int8())).tolist() == [1, 2]
    moments = pa.array([1_000_001], pa.timestamp("us", "UTC"))
    assert whole_numbers(moments).tolist() == [1_000_001]


def test_repeated_text() -> None:
    assert repeated("péche", 3).to_pylist() == ["péche"] * 3
    assert repeated("page", 0).to_pylist() == []


def test_an_order_keeps_its_newest_date_and_last_known_buyer() -> None:
    order, customer = np.array([0, 1, 0, 0], np.int32), np.array([7, -1, 8, -1], np.int32)
    dates, buyers = np.array([5, 1, 9, 2]), np.full(2, -1, np.int32)
    newest = np.full(2, -(2**63), dtype=np.int64)
    newest_and_buyer(order, dates, customer, newest, buyers)
    assert (newest.tolist(), buyers.tolist()) == ([9, 1], [8, -1])


def test_codes_are_renamed_in_place() -> None:
    codes = np.array([2, 0, 1], np.int32)
    rename(codes, np.array([5, 6, 7], np.int32))
    assert codes.tolist() == [7, 5, 6]
