"""Finds what brings one visitor's basket to its next tier, each filler really priced with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from crosssell import thresholds
from crosssell.core.data import Page
from crosssell.core.gap_filling import Filler, Gap, Offered, Real, pairs, singles
from crosssell.facts import Facts
from crosssell.gap_filling.goal import Goal, goal_of, matters_to
from crosssell.gap_filling.offered import Shelf
from crosssell.oscar.customers import customer_of
from crosssell.oscar.imagined import Imagined
from crosssell.sets.listing import visitor_of, visitor_of_page
from crosssell.sets.options import Option
from crosssell.sets.prices import Prices, Visitor

# Fillers that are looked for, so many as fit into a row of cards.
MOST_SINGLES, MOST_PAIRS = 6, 2


@dataclass(frozen=True)
class Fill:
    """Products that close the gap together, and what they add, in minor units."""

    options: tuple[Option, ...]
    adds: int


class Finder:
    """The fillers of one basket. ``goal`` is None where no tier is left that it can reach.

    An empty basket has none: nothing says what would go with it.
    """

    def __init__(self, visitor: Visitor, goal: Goal | None) -> None:
        self.visitor, self.goal = visitor, goal
        self._of: dict[int, _Search] = {}

    def singles(
        self, overshoot: int, without: Collection[int] = (), choices: bool = True
    ) -> list[Fill]:
        """Products that reach the tier alone, the best first.

        ``overshoot`` is how far above the tier the basket may come, in percent of the tier's
        amount. ``without`` are products and parents to leave out. Without ``choices`` variants
        are left out of which the shop sells several.
        """
        search = self._search(overshoot)
        return search.singles(without, choices) if search is not None else []

    def pairs(self, overshoot: int, without: Collection[int] = ()) -> list[Fill]:
        """Two products that reach it together."""
        search = self._search(overshoot)
        return search.pairs(without) if search is not None else []

    def _search(self, overshoot: int) -> _Search | None:
        if self.goal is None or not self.visitor.lines:
            return None
        if overshoot not in self._of:
            self._of[overshoot] = _Search(self.visitor, self.goal, overshoot)
        return self._of[overshoot]


class _Search:
    def __init__(self, visitor: Visitor, goal: Goal, overshoot: int) -> None:
        self._visitor, self._goal = visitor, goal
        self._gap = Gap.of(goal.stand.gap, goal.tier.at_least, overshoot)
        self._real: dict[tuple[int, ...], Real | None] = {}

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self._visitor, self._goal, self._gap)

    @cached_property
    def _prices(self) -> Prices:
        return Prices(self._visitor, [one.product for one in self._shelf.options.values()])

    def singles(self, without: Collection[int], choices: bool) -> list[Fill]:
        if not self._takes(1):
            return []
        offered = [one for one in self._offered(without) if choices or self._is_direct(one.id)]
        return self._filled(singles(offered, self._gap, self._really, MOST_SINGLES))

    def pairs(self, without: Collection[int]) -> list[Fill]:
        if not self._takes(2):
            return []
        return self._filled(pairs(self._offered(without), self._gap, self._really, MOST_PAIRS))

    def _takes(self, pieces: int) -> bool:
        """Whether the basket may hold so many more."""
        basket = self._visitor.basket
        return basket is None or bool(basket.is_quantity_allowed(pieces)[0])

    def _offered(self, without: Collection[int]) -> list[Offered]:
        return [
            one
            for one in self._shelf.offered
            if one.id not in without and one.family not in without
        ]

    def _is_direct(self, product_id: int) -> bool:
        return len(self._shelf.options[product_id].shown.choices) <= 1

    def _filled(self, found: Iterable[Filler]) -> list[Fill]:
        return [
            Fill(tuple(self._shelf.options[one.id] for one in filler.products), filler.adds)
            for filler in found
        ]

    def _really(self, products: tuple[Offered, ...]) -> Real | None:
        ids = tuple(one.id for one in products)
        if ids not in self._real:
            self._real[ids] = self._priced(products)
        return self._real[ids]

    def _priced(self, products: tuple[Offered, ...]) -> Real | None:
        """What checkout would count more with a piece of each in the basket.

        None where that cannot be bought, keeps the tier from being given, or would be sold below
        its cost.
        """
        ids = [one.id for one in products]
        if not all(self._prices.room(pk, 1)[0] for pk in ids):
            return None
        basket = self._prices.basket_with(dict.fromkeys(ids, 1))
        [after] = thresholds.judge(basket, (self._goal.ladder,), self._shelf.keys)
        adds = after.counted - self._goal.standing.counted
        if after.blocked:
            return None
        # What counts may hold tax; a cost never does.
        nets = sum((self._shelf.nets[pk] for pk in ids), Decimal(0))
        net = nets * adds / sum(one.price for one in products)
        margin = self._shelf.margin(ids, net)
        return None if margin is not None and margin < 0 else Real(adds, margin)


def of_visit(facts: Facts, run_id: int | None) -> Finder:
    """The fillers of the visitor's own basket, looked for once a page."""

    def load() -> Finder:
        basket = facts.basket
        if basket is None or basket.is_empty or not basket.can_be_edited:
            return Finder(Visitor(facts.strategy, (), facts.now), None)
        visitor = visitor_of(facts, run_id)
        whose = basket, facts.user, facts.request
        standings = thresholds.standings(*whose)
        return Finder(visitor, goal_of(standings, matters_to(*whose, standings)))

    found: Finder = facts.once("gap filling", load)
    return found


def of_page(page: Page, run_id: int | None, now: datetime) -> Finder:
    """The fillers of a basket that is known by its lines alone, at the prices of a guest."""
    visitor = visitor_of_page(page, run_id, now)
    # What is not sold any more can be in no basket.
    sold = tuple(line for line in visitor.lines if line.stockrecord_id)
    visitor = replace(visitor, lines=sold)
    if not sold:
        return Finder(visitor, None)
    user = customer_of(visitor.user_id)
    visitor = replace(visitor, user=user)
    ladders = thresholds.ladders_for(Imagined(visitor.strategy, sold), user)
    if not ladders:
        return Finder(visitor, None)
    basket = Prices(visitor, ()).basket_with({})
    return Finder(visitor, goal_of(thresholds.judge(basket, ladders)))
