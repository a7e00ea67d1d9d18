"""What checkout grants a basket by thresholds, and how far it is from the next tier.

Bars, JSON and checkout ask the same: a basket's standings are found when Oscar prices it, and kept
with it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from crosssell import earned, experiments, kept, threshold_rows, threshold_words
from crosssell.core.bundle_terms import Key
from crosssell.core.money import from_minor
from crosssell.core.threshold_terms import (
    DISCOUNT,
    GIFT,
    MESSAGE,
    SHIPPING,
    Ladder,
    Left,
    Standing,
    Tier,
)
from crosssell.core.thresholds import standing
from crosssell.models import TierOffer, tier_rows
from crosssell.oscar import gift_lines
from crosssell.oscar.basket_keys import currency_of, keys_of, places, prices_of
from crosssell.oscar.countries import default_country
from crosssell.oscar.customers import groups_of
from crosssell.oscar.imagined import rounded
from crosssell.oscar.line_discounts import is_bundle, is_gift
from crosssell.oscar.visit import country_of

log = logging.getLogger(__name__)
# What a priced basket remembers.
NAME = "_crosssell_standings"


def ladders_for(
    basket: Any, user: Any, request: Any = None, currency: str = ""
) -> tuple[Ladder, ...]:
    """The thresholds that are for this visitor, in the basket's currency; no query while warm.

    One more query where one is for a customer group, and one where one is for some countries.
    Without an address the order is taken to go to the shop's default country. Of thresholds under
    test those that the visitor of the ``request`` sees.
    """
    rows = threshold_rows.in_force(timezone.now())
    if any(row.group_id for row in rows):
        known = user is not None and user.is_authenticated
        groups = groups_of(user) if known else frozenset()
        rows = tuple(row for row in rows if row.group_id is None or row.group_id in groups)
    if any(row.countries for row in rows):
        country = country_of(request, user, None) or default_country()
        rows = tuple(row for row in rows if not row.countries or country in row.countries)
    if basket is not None:
        currency = currency_of(basket) or currency
    found = (row.ladder(currency or settings.OSCAR_DEFAULT_CURRENCY) for row in rows)
    return tuple(
        ladder
        for ladder in found
        if ladder is not None and experiments.sees(request, experiments.THRESHOLD, ladder.id)
    )


def standings(
    basket: Any, user: Any, request: Any = None, currency: str = ""
) -> tuple[Standing, ...]:
    """How far the basket is from each tier, as checkout sees it; one standing a threshold.

    ``basket`` may be None or empty: nothing counts then, in ``currency``. One that Oscar has not
    priced yet counts as it is, without what offers would take off.
    """
    if basket is None or basket.is_empty:
        return tuple(standing(one, 0) for one in ladders_for(basket, user, request, currency))
    if hasattr(basket, NAME):
        found: tuple[Standing, ...] = getattr(basket, NAME)
        return found
    return judge(basket, ladders_for(basket, user, request, currency))


def offers_for(basket: Any, ladders: Sequence[Ladder]) -> list[TierOffer]:
    """What the basket has reached, as offers to be applied after all others.

    Its lines hold what bundles and the shop's own offers took off. At most one query for products
    that do not count, and a few more for a tier that no basket has reached before.
    """
    found = judge(basket, ladders)
    setattr(basket, NAME, found)
    return [offer for one in found for offer in _offers(basket, one)]


def forget(basket: Any) -> None:
    """What was found of the basket before is not so any more."""
    if hasattr(basket, NAME):
        delattr(basket, NAME)


def judge(
    basket: Any,
    ladders: Sequence[Ladder],
    keys: Mapping[int, frozenset[Key]] | None = None,
) -> tuple[Standing, ...]:
    """A basket, priced without thresholds, before each of these.

    ``keys`` say by product what it is (``oscar.basket_keys``); unknown, they cost a query where
    some products do not count.
    """
    lines = [line for line in basket.all_lines() if not is_gift(line)]
    if keys is None and any(ladder.uncounted for ladder in ladders):
        keys = keys_of(line.product_id for line in lines)
    left = {one.id: one.amount for one in _left(lines, currency_of(basket))}
    beside, found = _beside(basket), []
    for ladder in ladders:
        counting = [
            line
            for line in lines
            if not (keys or {}).get(line.product_id, frozenset()) & ladder.uncounted
        ]
        known = {line.id for line in counting}
        one = standing(
            ladder,
            counted(counting, basket.is_tax_known, ladder.digits),
            [Left(pk, amount) for pk, amount in left.items() if pk in known],
            _blocked(ladder, beside),
        )
        # The next threshold takes its share of what this one leaves.
        for given in (one.given or {}).values():
            left.update({pk: left[pk] - amount for pk, amount in given.items()})
        found.append(one)
    return tuple(found)


def counted(lines: Iterable[Any], with_tax: bool, digits: int) -> int:
    """What the lines cost after discounts, in minor units, with tax where the shop shows it."""
    total = sum(
        (
            line.line_price_incl_tax_incl_discounts
            if with_tax
            else line.line_price_excl_tax_incl_discounts
            for line in lines
        ),
        Decimal(0),
    )
    return _units(rounded(total), digits)


def _left(lines: Iterable[Any], currency: str) -> Iterable[Left]:
    """What discounts may still be taken off: never more than Oscar charges for the line."""
    digits = places(currency)
    for line in lines:
        if line.stockrecord_id and line.product.is_discountable:
            price = prices_of(line)[0] * line.quantity
            taken = sum((one.amount for one in line.discounts.all()), Decimal(0))
            yield Left(line.id, max(0, _units(price - taken, digits)))


def _beside(basket: Any) -> frozenset[str]:
    """With what the threshold would be combined: what gives the basket something."""
    found = set()
    for one in basket.offer_applications:
        if one["discount"] or one["result"].affects_shipping:
            voucher = one.get("voucher") is not None
            kind = "bundles" if is_bundle(one["offer"]) else "vouchers" if voucher else "offers"
            found.add(kind)
    return frozenset(found)


def _blocked(ladder: Ladder, beside: frozenset[str]) -> str:
    allowed = {
        "bundles": ladder.with_bundles,
        "offers": ladder.with_offers,
        "vouchers": ladder.with_vouchers,
    }
    return next((kind for kind, may in allowed.items() if kind in beside and not may), "")


def _offers(basket: Any, one: Standing) -> Iterable[TierOffer]:
    for tier in one.granted:
        if tier.gives == GIFT:
            amounts = gift_lines.amounts(basket, tier.id, tier.gifts)
        else:
            given = (one.given or {}).get(tier.id) or {}
            amounts = {pk: from_minor(amount, one.ladder.digits) for pk, amount in given.items()}
        if tier.gives == MESSAGE or (tier.gives in (DISCOUNT, GIFT) and not amounts):
            continue
        # Nobody is told that the delivery of what is not sent is free.
        if tier.gives == SHIPPING and not basket.is_shipping_required():
            continue
        name = threshold_words.label(tier, one.ladder)
        known = _with_row(tier, one.ladder.name)
        yield TierOffer.of(
            known,
            name,
            digits=one.ladder.digits,
            amounts=amounts,
            deferred=earned.promise(known, one.ladder.currency, one.ladder.digits),
        )


def _with_row(tier: Tier, name: str) -> Tier:
    if tier.offer is not None:
        return tier
    made = tier_rows.row_for(tier.id, name)
    kept.changed()
    return replace(tier, offer=made)


def _units(amount: Decimal, digits: int) -> int:
    return int(amount.scaleb(digits).to_integral_value(ROUND_FLOOR))
