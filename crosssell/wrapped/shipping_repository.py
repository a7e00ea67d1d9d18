"""Oscar's shipping Repository: each method with the one discount that takes most off its charge.

Oscar takes the first shipping offer of a basket, whatever it gives. Tiers of thresholds know the
method and the country, which Oscar's offers do not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

# A shop's class that is built on ours may have replaced what we replace.
OUTERMOST = True

log = logging.getLogger(__name__)


def wrapped(original: Any) -> Any:
    """Oscar's Repository, or the shop's own."""

    class Repository(original):
        def get_shipping_methods(self, basket: Any, *args: Any, **kwargs: Any) -> Any:
            """The methods that the shop offers, rewards of thresholds and the like taken off."""

            def ask() -> Any:
                return super(Repository, self).get_shipping_methods(basket, *args, **kwargs)

            return _discounted(self, basket, ask, _address(args, kwargs), kwargs)

        def get_default_shipping_method(self, basket: Any, *args: Any, **kwargs: Any) -> Any:
            def ask() -> Any:
                return [
                    super(Repository, self).get_default_shipping_method(basket, *args, **kwargs)
                ]

            if _is_oscars(original, "get_default_shipping_method"):
                # The first of those above.
                return ask()[0]
            return _discounted(self, basket, ask, _address(args, kwargs), kwargs)[0]

    return Repository


def _discounted(
    repository: Any, basket: Any, ask: Callable[[], Any], address: Any, kwargs: Any
) -> Any:
    """What ``ask`` says of the basket without its tiers, and then the best discount of all."""
    from crosssell.oscar.best_shipping import best, is_tier, without_tiers

    discounts = list(getattr(basket, "shipping_discounts", ()))
    if not discounts:
        return ask()
    offers = [one["offer"] for one in discounts]
    if not _is_oscars(type(repository), "apply_shipping_offers"):
        # The shop says itself what becomes of Oscar's offers.
        offers = [offer for offer in offers if is_tier(offer)]
    with without_tiers(basket):
        found = ask()
    # Oscar itself has applied the only one there is.
    if not offers or (len(discounts) == 1 and not is_tier(offers[0])):
        return found
    try:
        found = list(found)
        country = _country(address, kwargs) if any(map(is_tier, offers)) else ""
        return best(repository, basket, found, _that_go_to(country, offers), country)
    except Exception:
        log.exception("Basket %s is shipped without its rewards.", getattr(basket, "pk", None))
        return found


def _address(args: Any, kwargs: Any) -> Any:
    return kwargs.get("shipping_addr", args[0] if args else None)


def _country(address: Any, kwargs: Any) -> str:
    from crosssell.oscar.countries import default_country
    from crosssell.oscar.destination import country_of_address
    from crosssell.oscar.visit import country_of

    request = kwargs.get("request")
    user = kwargs.get("user") or getattr(request, "user", None)
    return country_of_address(address) or country_of(request, user, None) or default_country()


def _that_go_to(country: str, offers: list[Any]) -> list[Any]:
    """Without tiers of thresholds that are for other countries than this address is in."""
    from crosssell import threshold_rows
    from crosssell.oscar.best_shipping import is_tier

    return [
        offer
        for offer in offers
        if not is_tier(offer) or threshold_rows.goes_to(offer.tier.id, country)
    ]


def _is_oscars(owner: Any, name: str) -> bool:
    """Whether the shop has nothing of its own there, and so Oscar decides."""
    from oscar.apps.shipping.repository import Repository

    return getattr(owner, name, None) is getattr(Repository, name)
