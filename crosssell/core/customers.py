"""Pairs of products that the same customers bought, in one order or in different ones.

The score is that of ``copurchase`` (page preset), with customers in place of orders:

    s_ij = c_ij / (n_i^0.5 * n_j^0.1) * r_ij / (r_ij + 2)

``c_ij`` sums ``2^(-age / half life) / sqrt(products - 1)`` over the customers who bought both, the
age being that of the later of the two purchases; of a product bought often the last purchase
counts. ``n_i`` is the number of customers of i, decayed by their last purchases, ``r_ij`` the
plain number of customers of both. Orders without a customer do not count. A customer of very many
products counts with those bought last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from crosssell.core import customers_kernel as kernel
from crosssell.core.copurchase import MICROSECONDS_A_DAY, PAGE, Learned, Options, scored
from crosssell.core.copurchase_kernel import Floats, Ints, Longs
from crosssell.core.orders import OrderLog
from crosssell.core.pair_counter import Accumulator, Counter, Found

CUSTOMER = replace(PAGE, place="customer")
# Counting costs the square of it for each customer.
MOST_PRODUCTS = 100
# What one person bought must not be readable, however small the shop is.
LEAST_CUSTOMERS = 2


@dataclass(frozen=True)
class Customers:
    """What each customer bought: customer c has ``products[begins[c]:begins[c + 1]]``, each once.

    ``decay`` is what each of those purchases still weighs: 1 at the moment of the newest order.
    """

    begins: Longs
    products: Ints
    decay: Floats
    product_count: int

    def __len__(self) -> int:
        """The number of customers."""
        return len(self.begins) - 1


def customers(log: OrderLog, half_life_days: float, most: int = MOST_PRODUCTS) -> Customers:
    """The log's customers with their ``most`` last bought products; orders of nobody are left out.

    Ages count from the log's newest order, whoever placed it.
    """
    orders = int(np.searchsorted(log.buyer, log.guests_from))
    lines = int(log.starts[orders])
    begins = np.zeros(orders + 1, dtype=np.int64)
    products, bought_at = np.empty(lines, dtype=np.int32), np.empty(lines, dtype=np.int64)
    place = np.full(log.product_count, -1, dtype=np.int32)
    count = kernel.merge_orders(
        log.starts, log.products, log.ordered_at, log.buyer, orders, most,
        place, begins, products, bought_at,
    )  # fmt: skip
    kept = int(begins[count])
    newest = int(log.ordered_at.max(initial=0))
    age = (newest - bought_at[:kept]) / MICROSECONDS_A_DAY
    return Customers(
        begins[: count + 1].copy(),
        products[:kept].copy(),
        np.asarray(np.exp2(-age / half_life_days), dtype=np.float64),
        log.product_count,
    )


def learn_by_customer(
    log: OrderLog, options: Options | None = None, most: int = MOST_PRODUCTS
) -> Learned:
    """Learns the partners of every product, place "customer"; the plain counts are customers.

    A pair needs two customers, or as many as the options ask buyers or common orders, if more.
    """
    options = options or Options()
    found = customers(log, options.half_life_days, most)
    floor = max(LEAST_CUSTOMERS, options.floor(len(log)), options.buyers(len(log)))
    counter = _CustomerCounter(found, options, floor)
    counted = counter.run()
    return Learned(scored(counted, (CUSTOMER,), counter.decayed), counter.plain, counted.pairs)


class _CustomerCounter(Counter):
    """Counts pairs by the customers who bought both."""

    def __init__(self, found: Customers, options: Options, floor: int) -> None:
        self.found, self.shrink, self.floor = found, options.shrink, floor
        self.plain = np.zeros(found.product_count, dtype=np.int32)
        decayed = np.zeros(found.product_count, dtype=np.float64)
        kernel.product_customers(found.begins, found.products, found.decay, self.plain, decayed)
        self.decayed = np.maximum(decayed, np.finfo(np.float64).tiny)
        sizes = np.diff(found.begins)
        share = 1.0 / np.maximum(sizes - 1, 1) ** options.size_power
        self.weight = found.decay * np.repeat(share, sizes)
        rows = np.zeros(found.product_count + 1, dtype=np.int64)
        work = np.zeros(found.product_count, dtype=np.int64)
        kernel.count_lists(found.begins, found.products, rows, work)
        np.cumsum(rows, out=rows)
        super().__init__(work, options.top_n, self.decayed[None] ** -CUSTOMER.partner_power)
        self.rows, self.holders = rows, np.empty(rows[-1], dtype=np.int32)
        self.own = np.empty(rows[-1], dtype=np.float64)
        filled = np.zeros(found.product_count, dtype=np.int32)
        kernel.fill_lists(
            found.begins, found.products, self.weight, rows, filled, self.holders, self.own
        )

    def best(self, first: int, last: int, accumulator: Accumulator, found: Found) -> int:
        known = self.found
        return kernel.best_partners(
            first, last, known.begins, known.products, self.weight, self.rows, self.holders,
            self.own, self.factors, self.shrink, self.floor, *accumulator, *found,
        )  # fmt: skip
