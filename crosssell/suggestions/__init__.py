"""Suggests bundles: products that sell together, what a discount would cost and what it moves.

Pairs come from the live run; they and triples of them are counted exactly in the newest orders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.utils import timezone

from crosssell import registry
from crosssell.core.bundle_terms import Terms
from crosssell.core.data import Product
from crosssell.core.money import from_minor
from crosssell.core.product_sets import ProductSet, all_but_one, floor, product_sets, varied
from crosssell.core.proposal import proposed
from crosssell.models import Preference, Run
from crosssell.models.reading_sets import often_together
from crosssell.oscar import catalogue
from crosssell.oscar.basket_keys import keys_of, places
from crosssell.oscar.fillings import guests_strategy
from crosssell.oscar.margins import costs_of
from crosssell.oscar.sold_orders import count_orders
from crosssell.simulation.draft import NEWEST, window
from crosssell.suggestions.covered import Covered
from crosssell.suggestions.drafts import draft
from crosssell.suggestions.results import Member, Suggestion, Survey, discounted
from crosssell.suggestions.sold import REWARD, Sold, parts_of

__all__ = [
    "LEAST_MARGIN",
    "MOST",
    "USUAL",
    "Suggestion",
    "Survey",
    "draft",
    "suggest",
    "survey",
]

DAYS, MOST, USUAL, LEAST_MARGIN = 90, 20, 10, Decimal("0.10")
# So many orders and pairs are counted, and so many sets looked at: memory and time are bounded.
MOST_ORDERS, MOST_PAIRS, MOST_SETS = 20_000, 20_000, 400
# For those that the shop's strategy turns out not to sell.
SPARE = 10


def suggest(**how: Any) -> list[Suggestion]:
    """The suggestions of ``survey``, best first."""
    return list(survey(**how).suggestions)


def survey(
    *,
    run_id: int | None = None,
    now: datetime | None = None,
    days: int = DAYS,
    most: int = MOST,
    usual: int = USUAL,
    least_margin: Decimal = LEAST_MARGIN,
) -> Survey:
    """Look for at most ``most`` sets in the orders of the last ``days`` before ``now``.

    ``run_id`` None takes the live run. ``usual`` is the discount in per cent that is proposed
    where the cost of the products leaves ``least_margin`` (0 to 1), else what it does leave. The
    same data gives the same answer; nothing is written.
    """
    now = now or timezone.now()
    if run_id is None:
        run_id = Run.objects.filter(state=Run.State.LIVE).values_list("pk", flat=True).first()
    since, until = window(now, days)
    sold = Sold(since, until, MOST_ORDERS)
    least = floor(len(sold))
    pairs = often_together(run_id, least, MOST_PAIRS)
    sets = product_sets(sold.holders, pairs, len(sold), least)[:MOST_SETS]
    look = _Look(sets, usual, least_margin, now)
    chosen = look.priced(varied(look.eligible(sets), most + SPARE), most)
    sold.learn(one.counted.products for one in chosen)
    found = tuple(look.told(one, sold) for one in chosen)
    in_window = count_orders(since, until) if len(sold) == MOST_ORDERS else len(sold)
    return Survey(
        run_id, since, until, len(sold), in_window, least, found, dict(sorted(look.out.items()))
    )


@dataclass(frozen=True)
class _Chosen:
    """A set that can be sold: its members as guests see them, in one currency."""

    counted: ProductSet
    members: tuple[Member, ...]
    currency: str


class _Look:
    """What is known of the products of some sets; five queries, and one for each hook."""

    def __init__(
        self, sets: Sequence[ProductSet], usual: int, least_margin: Decimal, now: datetime
    ) -> None:
        ids = sorted({pk for one in sets for pk in one.products})
        self.usual, self.least_margin = usual, least_margin
        self.out: Counter[str] = Counter()
        self._products: dict[int, Product] = catalogue.products(ids)
        self._never = frozenset(
            Preference.objects.filter(never=True).values_list("product_id", flat=True)
        )
        self._costs = costs_of(ids)
        self._covered = Covered(keys_of(ids), now)

    def eligible(self, sets: Iterable[ProductSet]) -> Iterable[ProductSet]:
        """Those that could be bundles; why the others could not is counted."""
        for one in sets:
            why_not = self._why_not(one)
            if why_not:
                self.out[why_not] += 1
            else:
                yield one

    def _why_not(self, one: ProductSet) -> str:
        products = [self._products.get(pk) for pk in one.products]
        if any(product is None or not product.public or not product.price for product in products):
            return "not_sold"
        if len({product.currency for product in products if product}) > 1:
            return "currencies"
        if not self._never.isdisjoint(one.products):
            return "never"
        if self._covered.holds(one.products):
            return "covered"
        return "" if self._percent(one) else "no_room"

    def _net(self, one: ProductSet) -> Decimal:
        prices = (self._products[pk].price or Decimal(0) for pk in one.products)
        return sum(prices, Decimal(0))

    def _cost(self, one: ProductSet) -> Decimal | None:
        if any(pk not in self._costs for pk in one.products):
            return None
        # As a basket counts costs: parts of the unit are a whole one.
        unit = Decimal(1).scaleb(-places(self._products[one.products[0]].currency))
        costs = (self._costs[pk].quantize(unit, ROUND_CEILING) for pk in one.products)
        return sum(costs, Decimal(0))

    def _percent(self, one: ProductSet) -> int:
        return proposed(self.usual, self._net(one), self._cost(one), self.least_margin)

    def priced(self, sets: Iterable[ProductSet], most: int) -> list[_Chosen]:
        """The first ``most`` that a guest can buy; three queries."""
        chosen = list(sets)
        ids = {pk for one in chosen for pk in one.products}
        stocked = catalogue.stocked(sorted(ids), guests_strategy())
        found = {one.counted.products: one for one in self._sold(chosen, stocked)}
        best = varied((one.counted for one in found.values()), most)
        return [found[one.products] for one in best]

    def _sold(
        self, sets: Iterable[ProductSet], stocked: Mapping[int, catalogue.Stocked]
    ) -> Iterable[_Chosen]:
        for one in sets:
            found = [stocked[pk] for pk in one.products if pk in stocked]
            prices = [each.price for each in found if each.available and each.price]
            if len(prices) < len(one.products):
                self.out["not_sold"] += 1
                continue
            members = tuple(
                Member(each.product.pk, each.product.get_title(), price, each.price_from)
                for each, price in zip(found, prices, strict=True)
            )
            yield _Chosen(one, members, found[0].currency)

    def told(self, chosen: _Chosen, sold: Sold) -> Suggestion:
        """The suggestion, replayed."""
        one, percent, cost = (
            chosen.counted,
            self._percent(chosen.counted),
            self._cost(chosen.counted),
        )
        floored = None if cost is None else self.least_margin
        terms = Terms(
            NEWEST,
            parts_of(one.products),
            REWARD,
            registry.get("rewards", REWARD).args(percent=Decimal(percent)),
            margin_floor=floored,
        )
        told, pieces, revenue = sold.replay(one.products, chosen.currency, terms, self._costs)
        paid = discounted(self._net(one), percent)
        return Suggestion(
            members=chosen.members,
            currency=chosen.currency,
            price=sum((member.price for member in chosen.members), Decimal(0)),
            together=one.together,
            orders=len(sold),
            of_main=one.of_main,
            but_one=all_but_one(one.products, sold.holders),
            share=one.share,
            lower=one.lower,
            score=one.score,
            percent=percent,
            bounded=percent < self.usual,
            margin=None if cost is None else float((paid - cost) / paid),
            given=told.given,
            discount=from_minor(told.total("discount"), places(chosen.currency)),
            pieces=pieces,
            revenue=revenue,
        )
