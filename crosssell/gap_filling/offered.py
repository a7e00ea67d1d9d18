"""What may be proposed to a visitor who is short of a tier: relevant, sold now, and that counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from crosssell.core.bundle_terms import Key
from crosssell.core.data import Product
from crosssell.core.gap_filling import Gap, Offered
from crosssell.core.threshold_terms import Ladder
from crosssell.gap_filling.goal import Goal
from crosssell.models.reading import bestsellers, pairs_of_basket
from crosssell.oscar import catalogue
from crosssell.oscar.basket_keys import keys_of
from crosssell.oscar.margins import costs_of
from crosssell.sets.options import Option, options
from crosssell.sets.prices import Visitor

# Days of the bestsellers, and so many products of each source are looked at.
WINDOW, MOST_RELEVANT = 28, 100
# So many are read whole: those that may do alone, and cheaper ones, which may do as two.
MOST_LIKELY, MOST_CHEAP = 40, 30


class Shelf:
    """What may be proposed, with all that pricing it needs; at most 7 queries.

    ``nets`` are prices without tax, ``costs`` (where the shop tells them) what a piece costs the
    shop, ``keys`` what products are for thresholds (None where all count).
    """

    def __init__(self, visitor: Visitor, goal: Goal, gap: Gap) -> None:
        held = {line.product.parent_id or line.product_id for line in visitor.lines}
        scores = dict(pairs_of_basket(visitor.run_id, sorted(held), MOST_RELEVANT))
        best = bestsellers(visitor.run_id, [WINDOW], MOST_RELEVANT)[WINDOW]
        places = {pk: place for place, (pk, _orders) in enumerate(best, start=1)}
        without = _gifts(goal.ladder) | held
        likely = _likely([*scores, *places], goal.ladder, gap, without)
        sold = options((), likely, strategy=visitor.strategy, run_id=None, now=visitor.now)
        self.options = _fitting(sold, goal.ladder, _gifts(goal.ladder))
        self.keys = self._keys(visitor, goal.ladder)
        self.nets = {pk: _net(visitor, one) for pk, one in self.options.items()}
        self.costs = costs_of(self.options)
        self.offered = [
            Offered(
                one.id,
                one.family,
                _minor(one.price, goal.ladder),
                scores.get(one.family, 0.0),
                0 if one.family in scores else places.get(one.family, 0),
                self.margin([one.id], self.nets[one.id]),
            )
            for one in self.options.values()
            if not self._sells_below_cost(one.id)
        ]

    def margin(self, product_ids: Iterable[int], net: Decimal) -> Decimal | None:
        """The share of ``net``, paid for a piece of each, that is left after their cost."""
        ids = list(product_ids)
        if net <= 0 or not all(pk in self.costs for pk in ids):
            return None
        return (net - sum((self.costs[pk] for pk in ids), Decimal(0))) / net

    def _sells_below_cost(self, product_id: int) -> bool:
        return self.nets[product_id] < self.costs.get(product_id, Decimal(0))

    def _keys(self, visitor: Visitor, ladder: Ladder) -> Mapping[int, frozenset[Key]] | None:
        if not ladder.uncounted:
            return None
        keys = keys_of([*self.options, *(line.product_id for line in visitor.lines)])
        self.options = {
            pk: one
            for pk, one in self.options.items()
            if not keys.get(pk, frozenset()) & ladder.uncounted
        }
        return keys


def _likely(ids: Iterable[int], ladder: Ladder, gap: Gap, without: frozenset[int]) -> list[int]:
    """What is sold at a price that may do, by Oscar's rows alone; one query.

    Wide bounds: the shop's own strategy may add tax, and a parent has dearer variants.
    """
    wanted = [pk for pk in dict.fromkeys(ids) if pk not in without]
    found = catalogue.products(wanted)
    likely, cheap = list[int](), list[int]()
    for pk in wanted:
        one = found.get(pk)
        if one is None or not _is_sold(one, ladder) or one.family in without:
            continue
        price = _minor(one.price or Decimal(0), ladder)
        if price <= 2 * gap.most:
            near = 2 * price >= gap.least or one.structure == "parent"
            (likely if near else cheap).append(pk)
    return likely[:MOST_LIKELY] + cheap[:MOST_CHEAP]


def _is_sold(one: Product, ladder: Ladder) -> bool:
    in_stock = one.stock is None or one.stock > 0
    return one.public and one.buyable and in_stock and one.currency == ladder.currency


def _fitting(
    sold: Mapping[int, Option], ladder: Ladder, without: frozenset[int]
) -> dict[int, Option]:
    return {
        pk: one
        for pk, one in sold.items()
        if one.currency == ladder.currency and one.price > 0 and pk not in without
    }


def _gifts(ladder: Ladder) -> frozenset[int]:
    """Nobody is asked to buy what he is to get."""
    return frozenset(pk for tier in ladder.tiers for pk in tier.gifts)


def _net(visitor: Visitor, option: Option) -> Decimal:
    net: Any = visitor.strategy.fetch_for_product(option.product).price.excl_tax
    return option.price if net is None else net


def _minor(price: Decimal, ladder: Ladder) -> int:
    return int(price.scaleb(ladder.digits).to_integral_value(ROUND_FLOOR))
