"""Which of a basket's shipping discounts a method gets: one, the one that takes most off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from decimal import Decimal
from typing import Any

from crosssell.oscar.delivery import amount_of, bare

NOTHING = Decimal("0.00")


def is_tier(offer: Any) -> bool:
    """Whether it is a tier of a threshold (``crosssell.models.threshold_offers.TierOffer``)."""
    return hasattr(offer, "tier")


@contextmanager
def without_tiers(basket: Any) -> Iterator[None]:
    """Let the shop see the basket as if no threshold gave it any shipping.

    A tier takes nothing off while it does not know the method.
    """
    known = getattr(basket, "offer_applications", None)
    others = {} if known is None else _without_tiers(known.applications)
    if known is None or len(others) == len(known.applications):
        yield
        return
    seen = copy(known)
    seen.applications = others
    basket.offer_applications = seen
    try:
        yield
    finally:
        basket.offer_applications = known


def _without_tiers(applications: Mapping[Any, Any]) -> dict[Any, Any]:
    return {
        key: one
        for key, one in applications.items()
        if not (one["result"].affects_shipping and is_tier(one["offer"]))
    }


def best(
    repository: Any, basket: Any, methods: Sequence[Any], offers: Sequence[Any], country: str
) -> list[Any]:
    """Each method with what the shop has taken off it, or with that offer which takes off more.

    Never both. ``offers`` are Oscar's and tiers; of two that give the same, a tier is taken: it
    is not used up. A method that costs nothing is left as it is.
    """
    return [_best(repository, basket, method, offers, country) for method in methods]


def _best(repository: Any, basket: Any, method: Any, offers: Sequence[Any], country: str) -> Any:
    inner = bare(method)
    charge = inner.calculate(basket)
    full = amount_of(charge)
    if full <= 0:
        return method
    taken = NOTHING if method is inner else _taken(charge, method.calculate(basket), full)
    found, most = None, taken
    for offer in sorted(offers, key=is_tier, reverse=True):
        known = offer.on(inner.code, country) if is_tier(offer) else offer
        amount = min(known.shipping_discount(full, charge.currency), full)
        if amount > most or (found is None and is_tier(offer) and amount == most > 0):
            found, most = known, amount
    return method if found is None else repository.apply_shipping_offer(basket, inner, found)


def unused(basket: Any, method: Any) -> list[Any]:
    """The basket's shipping applications to which the chosen method owes nothing.

    Where the method names no offer, Oscar's word stands; but a tier is always named.
    """
    used = set()
    while hasattr(method, "offer") and hasattr(method, "method"):
        used.add(method.offer.id)
        method = method.method
    return [
        one
        for one in basket.offer_applications
        if one["result"].affects_shipping
        and (one["offer"].id not in used if used else is_tier(one["offer"]))
    ]


def _taken(before: Any, after: Any, full: Decimal) -> Decimal:
    """What the shop's own discounts take off; parts of the unit beyond the charge count not."""
    if before.is_tax_known and after.is_tax_known:
        return min(before.incl_tax - after.incl_tax, full)
    return min(before.excl_tax - after.excl_tax, full)
