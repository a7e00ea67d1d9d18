"""Bundles beside the shop's own offers: nobody pays more because a bundle was complete.

A bundle keeps its pieces from offers that it does not combine with. Where these would have taken
off more, the bundle gives way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from crosssell.oscar.line_discounts import is_bundle

# So many baskets are priced at most to find the bundles that cost more than they bring.
MOST_TRIES = 12

Apply = Callable[[Sequence[Any]], None]


def apply_cheapest(basket: Any, bundles: Sequence[Any], apply: Apply) -> None:
    """Apply those of the bundles with which the basket costs least; all of them where it is equal.

    ``apply`` prices the basket's lines, which have no discounts then, with the bundles that it is
    given and all other offers.
    """
    _again(basket, (), apply)
    nothing_else = not any(one["discount"] for one in basket.offer_applications)
    alone, without = _others(basket), _costs(basket)
    _again(basket, bundles, apply)
    if nothing_else or _others(basket) == alone:
        return
    kept, least = list(bundles), _costs(basket)
    tried = 2
    for one in sorted(bundles, key=lambda bundle: (bundle.given.amount, -bundle.given.bundle)):
        if tried < MOST_TRIES:
            fewer = [other for other in kept if other is not one]
            _again(basket, fewer, apply)
            tried += 1
            if _costs(basket) < least:
                kept, least = fewer, _costs(basket)
    _again(basket, () if without < least else kept, apply)


def _again(basket: Any, bundles: Sequence[Any], apply: Apply) -> None:
    for line in basket.all_lines():
        line.clear_discount()
    for bundle in bundles:
        bundle.begin()
    apply(bundles)


def _others(basket: Any) -> Decimal:
    """What all offers but bundles take off."""
    found = basket.offer_applications
    return sum((one["discount"] for one in found if not is_bundle(one["offer"])), Decimal(0))


def _costs(basket: Any) -> Decimal:
    cost: Decimal = basket.total_incl_tax if basket.is_tax_known else basket.total_excl_tax
    return cost
