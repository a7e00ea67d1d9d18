"""Bundles come before all other offers, and tiers of thresholds after them.

Site offers that cannot touch the basket are not asked.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

log = logging.getLogger(__name__)


def wrapped(original: Any) -> Any:
    """Oscar's Applicator, or the shop's own."""

    class Applicator(original):
        _crosssell_basket: Any = None
        _crosssell_bundles: tuple[Any, ...] = ()
        _crosssell_ladders: tuple[Any, ...] | None = ()

        def apply(self, basket: Any, user: Any = None, request: Any = None) -> None:
            """Price the bundles of the basket, the shop's own offers, then what it has reached."""
            self._crosssell_price(basket, user, request)
            if _without_lost_gifts(basket, request):
                self._crosssell_price(basket, user, request)

        def _crosssell_price(self, basket: Any, user: Any, request: Any) -> None:
            self._crosssell_bundles = _bundles(basket, user, request)
            self._crosssell_ladders = _ladders(basket, user, request)
            try:
                super().apply(basket, user, request)
            finally:
                self._crosssell_bundles = self._crosssell_ladders = ()

        def apply_offers(self, basket: Any, offers: Any) -> None:
            others = list(offers)
            # For whoever tells the shopper what they still wait for.
            basket._crosssell_asked = others

            def apply(bundles: Sequence[Any]) -> None:
                super(Applicator, self).apply_offers(basket, [*bundles, *others])
                if bundles:
                    _trim(basket)
                self._crosssell_apply_tiers(basket)

            bundles = self._crosssell_bundles
            rivals = others or _take_something_off(self._crosssell_ladders)
            if bundles and rivals and basket.can_be_edited:
                _apply_cheapest(basket, bundles, apply)
            else:
                apply(bundles)

        def _crosssell_apply_tiers(self, basket: Any) -> None:
            """What is reached is found once all else is priced, and added to it."""
            others = basket.offer_applications
            tiers = _tiers(basket, self._crosssell_ladders)
            if tiers:
                super().apply_offers(basket, tiers)
                others.applications.update(basket.offer_applications.applications)
                basket.offer_applications = others

        def get_offers(self, basket: Any, user: Any = None, request: Any = None) -> Any:
            self._crosssell_basket = basket
            try:
                return super().get_offers(basket, user, request)
            finally:
                self._crosssell_basket = None

        def get_site_offers(self) -> Any:
            return _that_may_touch(self._crosssell_basket, super().get_site_offers())

    return Applicator


def _bundles(basket: Any, user: Any, request: Any) -> tuple[Any, ...]:
    """A submitted basket keeps what is held for it; any other is decided anew."""
    try:
        from crosssell import bundles, holds
        from crosssell.models import BundleOffer
        from crosssell.oscar.line_discounts import forget_ours

        forget_ours(basket)
        if not basket.can_be_edited:
            held = holds.expected(basket)
            if held is not None:
                return tuple(BundleOffer.of(given) for given in held if given.offer)
        return tuple(bundles.offers_for(basket, user, request))
    except Exception:
        log.exception("Basket %s is priced without bundles.", getattr(basket, "pk", None))
        return ()


def _ladders(basket: Any, user: Any, request: Any) -> tuple[Any, ...] | None:
    """None where they cannot be known: nothing is given then, and no gift is taken away."""
    try:
        from crosssell import thresholds

        return thresholds.ladders_for(basket, user, request)
    except Exception:
        log.exception("Basket %s is priced without thresholds.", getattr(basket, "pk", None))
        return None


def _take_something_off(ladders: Sequence[Any] | None) -> bool:
    """Whether a bundle that brings the basket below a tier may cost more than it saves."""
    from crosssell.core.threshold_terms import DISCOUNT

    return any(tier.gives == DISCOUNT for ladder in ladders or () for tier in ladder.tiers)


def _tiers(basket: Any, ladders: Sequence[Any] | None) -> list[Any]:
    """A submitted basket keeps what tiers gave it; any other is decided anew."""
    try:
        from crosssell import thresholds, tier_holds

        thresholds.forget(basket)
        held = None if basket.can_be_edited else tier_holds.expected(basket)
        found = [] if ladders is None else thresholds.offers_for(basket, ladders)
        return found if held is None else held
    except Exception:
        log.exception("Basket %s is priced without thresholds.", basket.pk)
        return []


def _without_lost_gifts(basket: Any, request: Any) -> bool:
    """Whether gifts that are not earned any more had to leave the basket."""
    try:
        from crosssell import gifts

        return gifts.settle(basket, request)
    except Exception:
        log.exception("The gifts of basket %s were not looked at.", basket.pk)
        return False


def _apply_cheapest(basket: Any, bundles: Sequence[Any], apply: Any) -> None:
    from crosssell.oscar.giving_way import apply_cheapest

    apply_cheapest(basket, bundles, apply)


def _trim(basket: Any) -> None:
    try:
        from crosssell.oscar.line_discounts import trim

        trim(basket)
    except Exception:
        log.exception("The discounts of basket %s may exceed its prices.", basket.pk)


def _that_may_touch(basket: Any, offers: Any) -> Any:
    try:
        from crosssell.oscar.reachable_offers import reachable

        return offers if basket is None else reachable(offers, basket)
    except Exception:
        log.exception("All site offers are asked.")
        return offers
