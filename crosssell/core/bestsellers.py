"""Which products sold in most orders, in windows of days that end at the newest order.

The season is a window of its own: the four weeks around the moment one year before that order.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crosssell.core import lines_kernel as kernel
from crosssell.core.copurchase_kernel import Ints, Longs
from crosssell.core.orders import OrderLog

MICROSECONDS_A_DAY = 86_400_000_000
YEAR_DAYS, SEASON_DAYS = 365, 14


def smallest_window(ordered_at: Longs, windows: Sequence[int]) -> Ints:
    """For each order (microseconds UTC) the index of the first window, in days, that holds it.

    ``windows`` rise; an order older than all of them gets their number. A window holds the orders
    less than so many days older than the newest.
    """
    newest = ordered_at.max() if len(ordered_at) else 0
    bounds = np.array(windows, dtype=np.int64) * MICROSECONDS_A_DAY
    smallest = np.searchsorted(bounds, newest - ordered_at, side="right")
    return np.asarray(smallest, dtype=np.int32)


def season(ordered_at: Longs) -> Ints:
    """For each order 0 where it lies within two weeks of a year before the newest, 1 elsewhere."""
    a_year_before = ordered_at.max(initial=0) - YEAR_DAYS * MICROSECONDS_A_DAY
    outside = np.abs(ordered_at - a_year_before) > SEASON_DAYS * MICROSECONDS_A_DAY
    return np.asarray(outside, dtype=np.int32)


def units_in_windows(
    order: Ints, product: Ints, quantity: Ints, smallest: Ints, shape: tuple[int, int]
) -> Longs:
    """Units sold for each window and product; ``shape`` is (windows, products)."""
    units = np.zeros((shape[0] + 1, shape[1]), dtype=np.int64)
    kernel.units_by_window(order, product, quantity, smallest, units)
    return np.cumsum(units[:-1], axis=0)


def orders_in_windows(log: OrderLog, windows: Sequence[int]) -> Longs:
    """Orders for each window and product."""
    orders = np.zeros((len(windows) + 1, log.product_count), dtype=np.int64)
    smallest = smallest_window(log.ordered_at, windows)
    kernel.orders_by_window(log.starts, log.products, smallest, orders)
    return np.cumsum(orders[:-1], axis=0)


def units_in_season(
    order: Ints, product: Ints, quantity: Ints, season: Ints, products: int
) -> Longs:
    """Units sold in the season for each of so many products; ``season`` as above, by order."""
    units = np.zeros((2, products), dtype=np.int64)
    kernel.units_by_window(order, product, quantity, season, units)
    return np.asarray(units[0])


def orders_in_season(log: OrderLog) -> Longs:
    """Orders in the season for each product."""
    orders = np.zeros((2, log.product_count), dtype=np.int64)
    kernel.orders_by_window(log.starts, log.products, season(log.ordered_at), orders)
    return np.asarray(orders[0])


def ranking(orders: Longs, units: Longs, most: int) -> Longs:
    """The products bought most: by orders, then units, then the product's number."""
    sequence = np.lexsort((np.arange(len(orders)), -units, -orders))[:most]
    return sequence[orders[sequence] > 0]
