"""What a visitor's basket would cost with products added: the very sums that checkout makes.

The same combination of bundles is asked for as when a basket is priced, over the visitor's own
lines and imagined ones, and Oscar's own lines say what is charged after the discounts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from crosssell.bundle_rows import Row, combine, completable, given_of
from crosssell.core.bundle_terms import Combination, Key, Priced
from crosssell.core.money import from_minor
from crosssell.models import BundleOffer
from crosssell.oscar.basket_keys import costed, currency_of, places, priced_lines
from crosssell.oscar.imagined import Imagined, charged, permitted, rounded
from crosssell.oscar.imagined_checkout import ImaginedCheckout


@dataclass(frozen=True, eq=False)
class Visitor:
    """For whom prices are asked: ``lines`` are those of Oscar's basket.

    ``user_id`` None is a guest; ``customer`` is whom limits for each customer count (see
    ``crosssell.limits``). ``run_id`` is the live run.
    ``exact`` False leaves other offers than bundles aside, which ask many queries.
    """

    strategy: Any
    lines: tuple[Any, ...]
    now: datetime
    user_id: int | None = None
    customer: str = ""
    run_id: int | None = None
    basket: Any = None
    user: Any = None
    request: Any = None
    exact: bool = True


@dataclass(frozen=True)
class Bill:
    """What adding products costs in the end (``after``), and what bundles take off for it.

    Beside other offers that is how much more they take off than these alone would. Both may hang
    on what lies in the basket already. ``sets`` counts by bundle the sets that come to those of
    the basket. Not ``certain`` is what other offers may change.
    """

    after: Decimal
    saved: Decimal
    sets: Mapping[int, int]
    certain: bool = True

    @property
    def before(self) -> Decimal:
        return self.after + self.saved


class Prices:
    """The prices of one visitor's basket with any of these products in it, in 3 queries.

    One more looks for other offers, which are then priced as checkout prices them.

    ``currency`` is the basket's; of an empty one, that of the first product.
    """

    def __init__(self, visitor: Visitor, products: Iterable[Any]) -> None:
        self.visitor = visitor
        imagined = Imagined(visitor.strategy, visitor.lines)
        self._own = {line.id: line.quantity for line in visitor.lines}
        self._line_of: dict[int, int] = {}
        for line in visitor.lines:
            self._line_of.setdefault(line.product_id, line.id)
        for product in products:
            if product.pk not in self._line_of:
                self._line_of[product.pk] = imagined.add(product).id
        self._lines = {line.id: line for line in imagined.all_lines()}
        self.currency = currency_of(imagined)
        self._imagined = imagined
        self._priced = {one.id: one for one in priced_lines(imagined)}

    @cached_property
    def _rows(self) -> list[Row]:
        """What the basket and the products together could complete."""
        keys = frozenset().union(*(one.keys for one in self._priced.values()))
        if not keys:
            return []
        found = completable(
            keys,
            currency=self.currency,
            user_id=self.visitor.user_id,
            now=self.visitor.now,
            customer=self.visitor.customer,
            request=self.visitor.request,
        )
        if any(row.terms.margin_floor is not None for row in found):
            known = costed(self._imagined, tuple(self._priced.values()))
            self._priced = {one.id: one for one in known}
        return found

    def keys(self, product_id: int) -> frozenset[Key]:
        """What the product is for bundles.

        Nothing where no offer may touch it, or it is priced in another currency.
        """
        priced = self._priced.get(self._line_of.get(product_id, 0))
        return priced.keys if priced is not None else frozenset()

    def room(self, product_id: int, quantity: int) -> tuple[bool, str]:
        """Whether so many more can be bought beside those in the basket, else why not."""
        line_id = self._line_of[product_id]
        held = sum(line.quantity for line in self.visitor.lines if line.product_id == product_id)
        return permitted(self._lines[line_id], held + quantity)

    def bill(self, added: Mapping[int, int]) -> Bill:
        """What adding these (product -> pieces) would cost, and save."""
        quantities = self._with(added)
        saved, total, sets = self._given(quantities)
        own_saved, own_total, own_sets = self._given_already
        more = Counter(sets)
        more.subtract(own_sets)
        # Oscar rounds the sum of a basket, so that is what the set adds to it.
        return Bill(
            total - own_total,
            saved - own_saved,
            {pk: count for pk, count in more.items() if count},
            self.visitor.exact or not self._checkout.offers,
        )

    def basket_with(self, added: Mapping[int, int]) -> Any:
        """Oscar's basket with these (product -> pieces), all but thresholds applied; not saved."""
        quantities = self._with(added)
        terms = [row.terms for row in self._rows]
        found = combine(self._priced_as(quantities), terms)
        return self._checkout.priced(quantities, self._offers_of(found))

    def alone(self, bundle_id: int, pieces: Mapping[int, int], own: bool = False) -> int:
        """What this bundle alone would take off these pieces (and the basket's, with ``own``).

        In minor units; a quick guess at what is worth a bill. 0 where it cannot be had.
        """
        terms = [row.terms for row in self._rows if row.terms.id == bundle_id]
        quantities = self._with(pieces, own)
        return combine(self._priced_as(quantities), terms).discount if terms else 0

    @cached_property
    def _given_already(self) -> tuple[Decimal, Decimal, Counter[int]]:
        return self._given(Counter(self._own))

    def _given(self, quantities: Mapping[int, int]) -> tuple[Decimal, Decimal, Counter[int]]:
        """What bundles take off so many pieces of the lines, what is charged for them, and sets."""
        terms = [row.terms for row in self._rows]
        found = combine(self._priced_as(quantities), terms)
        if self.visitor.exact and self._checkout.offers:
            return self._beside(quantities, found)
        off: Counter[int] = Counter()
        for one in found.sets:
            for take in one.takes:
                off[take.line] += take.discount
        decimals = places(self.currency)
        saved = total = Decimal(0)
        for line_id, quantity in quantities.items():
            line, discount = self._lines[line_id], from_minor(off[line_id], decimals)
            paid = charged(line, quantity, discount)
            total += paid
            if discount:
                saved += charged(line, quantity) - paid
        return rounded(saved), rounded(total), Counter(one.bundle for one in found.sets)

    @cached_property
    def _checkout(self) -> ImaginedCheckout:
        visitor = self.visitor
        return ImaginedCheckout(self._lines.values(), visitor.basket, visitor.user, visitor.request)

    def _beside(
        self, quantities: Mapping[int, int], found: Combination
    ) -> tuple[Decimal, Decimal, Counter[int]]:
        """The same where other offers may touch the lines."""
        without, _none = self._checkout.price(quantities)
        total, sets = self._checkout.price(quantities, self._offers_of(found))
        return rounded(without - total), rounded(total), sets

    def _offers_of(self, found: Combination) -> list[BundleOffer]:
        given = given_of(found, self._rows, self.currency)
        return [BundleOffer.of(replace(one, offer=-(one.bundle or 0))) for one in given]

    def _with(self, pieces: Mapping[int, int], own: bool = True) -> Counter[int]:
        quantities = Counter(self._own if own else {})
        for product_id, quantity in pieces.items():
            quantities[self._line_of[product_id]] += quantity
        return quantities

    def _priced_as(self, quantities: Mapping[int, int]) -> list[Priced]:
        return [
            replace(self._priced[pk], quantity=quantity)
            for pk, quantity in quantities.items()
            if pk in self._priced and quantity
        ]
