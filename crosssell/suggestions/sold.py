"""The orders that suggestions are counted in, and replayed on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from decimal import Decimal

from crosssell.bundle_rows import combine
from crosssell.core.bundle_terms import Part, Terms
from crosssell.core.money import from_minor
from crosssell.core.replay import Told, outcome
from crosssell.oscar.basket_keys import places
from crosssell.oscar.sold_orders import newest_orders
from crosssell.simulation.orders import Orders, PastBasket

REWARD = "percent"


class Sold:
    """The newest orders in memory: at most ``most`` of them."""

    def __init__(self, since: datetime, until: datetime, most: int) -> None:
        self._orders = Orders(newest_orders(since, until, most))
        self._baskets: list[PastBasket] = list(self._orders.baskets(keys=False))
        self.holders: defaultdict[int, set[int]] = defaultdict(set)
        for place, basket in enumerate(self._baskets):
            for line in basket.lines:
                self.holders[line.family].add(place)

    def __len__(self) -> int:
        return len(self._baskets)

    def learn(self, families: Iterable[Sequence[int]]) -> None:
        """Read what orders that hold all of these sold of them; one query."""
        self._orders.learn(
            line.product_id
            for some in families
            for basket in self._holding(some)
            for line in basket.lines
            if line.family in some
        )

    def replay(
        self, families: Sequence[int], currency: str, terms: Terms, costs: Mapping[int, Decimal]
    ) -> tuple[Told, int, Decimal]:
        """What the bundle would have given in that currency, and what was bought: pieces, revenue.

        Other lines of an order do not change what a bundle of these products gives.
        """
        told, pieces, revenue = Told(), 0, 0
        for basket in self._holding(families):
            if basket.row.currency != currency:
                continue
            own = PastBasket(
                basket.row,
                basket.value,
                tuple(line for line in basket.lines if line.family in families),
            )
            lines = self._orders.priced(own, costs)
            found = combine(lines, [terms])
            if found.sets:
                by_id = {line.id: line for line in lines}
                told.outcomes.append(outcome(own.row.number, own.value, by_id, found.sets))
                pieces += sum(line.quantity for line in lines)
                revenue += sum(line.price * line.quantity for line in lines)
        return told, pieces, from_minor(revenue, places(currency))

    def _holding(self, families: Iterable[int]) -> list[PastBasket]:
        held: Set[int] = set.intersection(*(self.holders[family] for family in families))
        return [self._baskets[place] for place in sorted(held)]


def parts_of(families: Iterable[int]) -> tuple[Part, ...]:
    """One piece of each product; a parent stands for its variants."""
    return tuple(Part(1, frozenset({("product", family)})) for family in families)
