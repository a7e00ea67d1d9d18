"""The discounts of bundles on Oscar's basket lines, put right after Oscar has applied offers."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from crosssell.oscar.basket_keys import currency_of, places
from crosssell.oscar.gift_lines import GIFT_LINE as GIFT_LINE
from crosssell.oscar.gift_lines import is_gift as is_gift

ONE = Decimal(1)


def is_bundle(offer: Any) -> bool:
    """Whether it is the offer of a bundle (``crosssell.models.offers.BundleOffer``)."""
    return hasattr(offer, "shares_with")


def is_tier(offer: Any) -> bool:
    """Whether it is the offer of a tier (``crosssell.models.threshold_offers.TierOffer``)."""
    return hasattr(offer, "tier")


def forget_ours(basket: Any) -> None:
    """Take what bundles and tiers gave off the lines, so that pricing a basket twice is once."""
    if not any(_is_ours(one["offer"]) for one in basket.offer_applications):
        return
    for line in basket.all_lines():
        given = line.discounts
        if any(_is_ours(one.offer) for one in given.all()):
            others = [one for one in given.all() if not _is_ours(one.offer)]
            line.clear_discount()
            for one in others:
                line.discount(one.amount, one.quantity, incl_tax=one.incl_tax, offer=one.offer)


def _is_ours(offer: Any) -> bool:
    return is_bundle(offer) or is_tier(offer)


def trim(basket: Any) -> None:
    """Where offers together take more off a line than it costs, bundles give less.

    Oscar charges nothing below zero, but would record it.
    """
    unit = ONE.scaleb(-places(currency_of(basket)))
    for line in basket.all_lines():
        given = line.discounts.all()
        if any(is_bundle(one.offer) for one in given):
            over = sum((one.amount for one in given), Decimal(0)) - _price(line, given[0].incl_tax)
            if over > 0:
                _give_less(basket, line, over, unit)


def _price(line: Any, with_tax: bool) -> Decimal:
    price: Decimal = line.line_price_incl_tax if with_tax else line.line_price_excl_tax
    return price


def _give_less(basket: Any, line: Any, over: Decimal, unit: Decimal) -> None:
    given = line.discounts.all()
    for at in reversed(range(len(given))):
        one = given[at]
        if over <= 0 or not is_bundle(one.offer) or not one.amount:
            continue
        left = max(one.amount - over, Decimal(0)).quantize(unit, ROUND_DOWN)
        less = one.amount - left
        over -= less
        given[at] = one._replace(amount=left)
        one.offer.given = one.offer.given.less(line.pk, less)
        _record(basket, one.offer, less)
    # Sums that Oscar keeps.
    line.discounts._discount_incl_tax = line.discounts._discount_excl_tax = None


def _record(basket: Any, offer: Any, less: Decimal) -> None:
    applications = basket.offer_applications.applications
    application = applications.get(offer.id)
    if application is None:
        return
    application["discount"] -= less
    if application["discount"] <= 0:
        del applications[offer.id]
