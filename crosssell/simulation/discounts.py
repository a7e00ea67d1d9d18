"""What offers and vouchers took off the replayed orders when they were placed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from crosssell.oscar.sold_orders import ORDERS_A_QUERY, Given, discounts_of
from crosssell.simulation.orders import PastBasket
from crosssell.simulation.results import OfferThen

# Of shops with very many vouchers, those in most orders are told.
MOST = 25


class DiscountsThen:
    """Orders whose lines were discounted already where the bundle takes pieces of them."""

    def __init__(self) -> None:
        self.orders = 0
        self._off: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._lines: dict[int, frozenset[int]] = {}
        self._currency: dict[int, str] = {}
        self._seen: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        self._amounts: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        self._whole: set[tuple[str, str, str]] = set()

    def note(self, basket: PastBasket, line_ids: Collection[int]) -> None:
        """Note an order that gets the bundle, and the lines that its sets take pieces of."""
        off = sum((line.off for line in basket.lines if line.id in line_ids), Decimal(0))
        if off > 0:
            self.orders += 1
            self._off[basket.row.currency] += off
            self._lines[basket.row.id] = frozenset(line_ids)
            self._currency[basket.row.id] = basket.row.currency

    def read(self) -> None:
        """Ask what took it off; at most three queries for some hundreds of orders."""
        ids = sorted(self._lines)
        for first in range(0, len(ids), ORDERS_A_QUERY):
            for given in discounts_of(ids[first : first + ORDERS_A_QUERY]):
                self._count(given)

    def _count(self, given: Given) -> None:
        key = self._currency[given.order_id], given.name, given.voucher
        if given.line_id is None:
            self._whole.add(key)
        elif given.line_id not in self._lines[given.order_id]:
            return
        else:
            self._amounts[key] += given.amount
        self._seen[key].add(given.order_id)

    def off(self) -> tuple[tuple[str, Decimal], ...]:
        """By currency, what was taken off these lines altogether."""
        return tuple(sorted(self._off.items()))

    def told(self) -> tuple[OfferThen, ...]:
        """The offers and vouchers, those in most orders first."""
        found = [
            OfferThen(
                name, voucher, currency, len(orders),
                None if (currency, name, voucher) in self._whole
                else self._amounts[currency, name, voucher],
            )
            for (currency, name, voucher), orders in self._seen.items()
        ]  # fmt: skip
        found.sort(key=lambda one: (-one.orders, one.name, one.voucher, one.currency))
        return tuple(found[:MOST])
