"""An order log in memory: which products each order held, when, and whose it was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crosssell.core import lines_kernel as kernel
from crosssell.core.copurchase_kernel import Ints, Longs

NOBODY = -1
NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True)
class OrderLog:
    """Orders sorted by buyer; each product once an order, in the sequence of the lines.

    Order o holds ``products[starts[o]:starts[o + 1]]``, numbers from 0 to ``product_count`` - 1.
    ``ordered_at`` is in microseconds UTC. ``buyer`` never is -1: an order without a customer is a
    buyer of its own, numbered from ``guests_from`` on.
    """

    starts: Longs
    products: Ints
    ordered_at: Longs
    buyer: Ints
    product_count: int
    guests_from: int

    def __len__(self) -> int:
        """The number of orders."""
        return len(self.starts) - 1

    def take(self, chosen: Longs) -> OrderLog:
        """The log of the chosen orders alone (numbers in rising sequence)."""
        sizes = np.diff(self.starts)[chosen]
        starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
        at = np.repeat(self.starts[:-1][chosen] - starts[:-1], sizes) + np.arange(starts[-1])
        return OrderLog(
            starts, self.products[at], self.ordered_at[chosen], self.buyer[chosen],
            self.product_count, self.guests_from,
        )  # fmt: skip

    def orders_of(self, since: int = NEVER) -> Longs:
        """How many orders at or after ``since`` (microseconds UTC) held each product."""
        recent = np.repeat(self.ordered_at >= since, np.diff(self.starts))
        return np.bincount(self.products[recent], minlength=self.product_count)


def order_log(
    order: Ints, product: Ints, ordered_at: Longs, customer: Ints, product_count: int
) -> OrderLog:
    """Groups lines into an OrderLog.

    ``order`` and ``product`` number each line's order and product; ``ordered_at`` (microseconds
    UTC) and ``customer`` (-1 is nobody) belong to the orders. Products repeated in an order count
    once. Orders may come scattered over the lines.
    """
    orders = len(ordered_at)
    buyer = customer.astype(np.int32)
    guests = np.flatnonzero(buyer == NOBODY)
    guests_from = int(buyer.max(initial=-1)) + 1
    buyer[guests] = np.arange(len(guests)) + guests_from
    sequence = np.sort((buyer.astype(np.int64) << 32) | np.arange(orders)) & 0xFFFFFFFF
    place = np.empty(orders, dtype=np.int32)
    place[sequence] = np.arange(orders, dtype=np.int32)
    starts = np.zeros(orders + 1, dtype=np.int64)
    sizes = np.zeros(orders, dtype=np.int64)
    kernel.count_each(order, sizes)
    np.cumsum(sizes[sequence], out=starts[1:])
    products = np.empty(len(order), dtype=np.int32)
    kernel.group_lines(order, product, place, starts, np.zeros(orders, dtype=np.int32), products)
    kept = kernel.drop_repeats(starts, products, np.full(product_count, -1, dtype=np.int32))
    return OrderLog(
        starts, products[:kept], ordered_at[sequence], buyer[sequence], product_count, guests_from
    )
