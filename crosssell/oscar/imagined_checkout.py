"""What the shop's own offers make of lines in memory, beside bundles: Oscar itself is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from oscar.core.loading import get_class, get_model

from crosssell.oscar.line_discounts import is_bundle
from crosssell.oscar.remembered_ranges import remember_ranges


class _Lines(list[Any]):
    """Where Oscar counts the rows of a queryset."""

    def count(self, *_: Any) -> int:
        return len(self)


class ImaginedCheckout:
    """A visitor's basket with other lines or quantities; nothing is saved.

    ``offers`` are those, vouchers' too, that may touch any of the lines: none is the usual case.
    """

    def __init__(self, lines: Iterable[Any], basket: Any, user: Any, request: Any) -> None:
        self._lines = {line.id: line for line in lines}
        self._basket_id = getattr(basket, "pk", None) or 0
        self._user = user if user is not None else AnonymousUser()
        self._applicator = get_class("offer.applicator", "Applicator")()
        whole = self._basket(dict.fromkeys(self._lines, 1))
        found = self._applicator.get_offers(whole, self._user, request) if self._lines else ()
        self.offers: list[Any] = list(found)
        self._remembers = False

    def price(
        self, quantities: Mapping[int, int], bundles: Sequence[Any] = ()
    ) -> tuple[Decimal, Counter[int]]:
        """What so many pieces of the lines cost, and how many sets of each bundle they get.

        ``bundles`` are offers made for these lines; they give way where that is cheaper.
        """
        basket = self.priced(quantities, bundles)
        total = basket.total_incl_tax if basket.is_tax_known else basket.total_excl_tax
        given = Counter(
            {
                one["offer"].given.bundle: one["freq"]
                for one in basket.offer_applications
                if is_bundle(one["offer"])
            }
        )
        return total, given

    def priced(self, quantities: Mapping[int, int], bundles: Sequence[Any] = ()) -> Any:
        """The basket with so many pieces of the lines, all but thresholds applied to it."""
        if not self._remembers:
            remember_ranges(self.offers, {line.product_id for line in self._lines.values()})
            self._remembers = True
        basket = self._basket(quantities)
        self._applicator._crosssell_bundles = tuple(bundles)
        self._applicator.apply_offers(basket, self.offers)
        return basket

    def _basket(self, quantities: Mapping[int, int]) -> Any:
        owner = self._user if self._user.is_authenticated else None
        basket = get_model("basket", "Basket")(id=self._basket_id, owner=owner)
        basket._lines = _Lines()
        for line_id, quantity in quantities.items():
            if quantity:
                line = self._lines[line_id]
                basket.strategy = line.basket.strategy
                copied = get_model("basket", "Line")(
                    id=line_id,
                    basket=basket,
                    product=line.product,
                    stockrecord=line.stockrecord,
                    quantity=quantity,
                    price_currency=line.price_currency,
                    line_reference=line.line_reference,
                )
                copied._info = line.purchase_info
                basket._lines.append(copied)
        return basket
