"""The shop's own sources of free or cheaper shipping, and what is assumed before an address is.

All of it is asked of the shop's shipping Repository and of Oscar's offers, for a basket that Oscar
has priced; bars show it beside the tiers of thresholds.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from crosssell.core.threshold_terms import SHIPPING, Tier
from crosssell.oscar import shipping_offers
from crosssell.oscar.basket_keys import currency_of, places
from crosssell.oscar.countries import name_of
from crosssell.oscar.delivery import Delivery, Way, delivery

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recognised:
    """An amount from which on the shop itself sends for less, and how far the basket is from it.

    ``label`` is what shoppers read. ``counted`` is what Oscar compares with ``at_least``: totals
    with tax for a method, prices before discounts for an offer. ``gap`` is 0 exactly where it is
    ``reached``. ``methods`` are the names of those that it is for, none for all. ``source`` is
    "method" or "offer".
    """

    label: str
    at_least: Decimal
    counted: Decimal
    gap: Decimal
    reached: bool
    currency: str
    methods: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Assumed:
    """What a bar takes for granted about delivery, in the basket's currency.

    ``country`` (ISO code) is the shop's default one where no address is ``known``. ``needed`` is
    whether anything is sent at all; an empty basket is. ``method`` and ``code`` are those of the
    cheapest method there that costs something, ``charge`` what it costs without discounts, with
    tax where the method knows its tax; "" and None without any. ``all_free``: every method costs
    nothing, whatever the basket comes to.
    """

    country: str
    country_name: str
    known: bool
    needed: bool
    method: str
    code: str
    charge: Decimal | None
    currency: str
    all_free: bool


def recognised(basket: Any, user: Any, request: Any) -> tuple[Recognised, ...]:
    """The shop's own sources, the lowest amount first; () where nothing is sent or all is free.

    ``basket`` may be None. Costs at most three queries beyond ``delivery``; never raises.
    """
    try:
        asked = delivery(basket, user, request)
        paid = [way for way in asked.ways if way.costs]
        if not paid:
            return ()
        currency = _currency(basket)
        found = [
            *_by_method(paid, basket, currency),
            *_by_offer(paid, basket, user, currency),
        ]
    except Exception:
        log.exception("The shop's own free shipping was not recognised.")
        return ()
    return tuple(sorted(found, key=lambda one: (one.at_least, one.label)))


def assumed(basket: Any, user: Any, request: Any) -> Assumed | None:
    """What is taken for granted about delivery; None where the shop's methods cannot be asked.

    ``basket`` may be None. Costs one query beyond ``delivery``, none for a minute after it.
    """
    try:
        asked = delivery(basket, user, request)
        paid = [way for way in asked.ways if way.charge > 0]
        cheapest = min(paid, key=lambda way: way.charge, default=None)
        return Assumed(
            asked.to.country,
            name_of(asked.to.country),
            asked.to.known,
            asked.needed,
            cheapest.name if cheapest else "",
            cheapest.code if cheapest else "",
            cheapest.charge if cheapest else None,
            _currency(basket),
            bool(asked.ways) and not any(way.costs for way in asked.ways),
        )
    except Exception:
        log.exception("Nothing is assumed about delivery.")
        return None


def shipping_matters(
    tier: Tier, basket: Any, user: Any, request: Any, beside: Iterable[Tier] = ()
) -> bool:
    """Whether the tier's reward could give this basket anything, were the tier reached.

    A shipping reward gives nothing where nothing is sent, where every method is free already,
    where none that it names is offered, and where the tiers ``beside`` it give as much. Other
    rewards always matter. True where the shop's methods cannot be asked; never raises.
    """
    if tier.gives != SHIPPING:
        return True
    try:
        asked = delivery(basket, user, request)
        digits = places(_currency(basket))
        parcels = [_parcel(way, asked, digits) for way in asked.ways if way.charge > 0]
        others = [one for one in beside if one.gives == SHIPPING]
        return any(
            _off(tier, parcel) > max((_off(one, parcel) for one in others), default=0)
            for parcel in parcels
        )
    except Exception:
        log.exception("Whether tier %s gives anything here is not known.", tier.id)
        return True


def left_out(tier: Tier, basket: Any, user: Any, request: Any) -> str:
    """The method that the shopper has chosen, by its name, where the tier takes nothing off it.

    "" before one is chosen, where it is free anyway, and where it cannot be asked; never raises.
    """
    try:
        asked = delivery(basket, user, request)
        way = asked.chosen
        if tier.gives != SHIPPING or way is None or way.charge <= 0:
            return ""
        return "" if _off(tier, _parcel(way, asked, places(_currency(basket)))) else way.name
    except Exception:
        log.exception("Whether tier %s is for the chosen method is not known.", tier.id)
        return ""


def _parcel(way: Way, asked: Delivery, digits: int) -> tuple[str, str, int]:
    return way.code, asked.to.country, _units(way.charge, digits)


def _off(tier: Tier, parcel: tuple[str, str, int]) -> int:
    off: int = tier.run(parcel, tier.args, tier.amount)
    return off


def _units(charge: Decimal, digits: int) -> int:
    """Whole minor units; a part of one counts as the next."""
    return int(charge.scaleb(digits).to_integral_value(ROUND_UP))


def _currency(basket: Any) -> str:
    found = "" if basket is None else currency_of(basket)
    return found or str(settings.OSCAR_DEFAULT_CURRENCY)


def _by_method(paid: list[Way], basket: Any, currency: str) -> Iterable[Recognised]:
    """One for each amount, with the methods that are free from it on."""
    by_amount: dict[Decimal, list[str]] = {}
    for way in paid:
        if way.free_from is not None:
            by_amount.setdefault(way.free_from, []).append(way.name)
    empty = basket is None or basket.is_empty
    # Such a method compares totals with tax: while that is not known, it has no amount.
    if not by_amount or not (empty or basket.is_tax_known):
        return
    total = Decimal("0.00") if empty else basket.total_incl_tax
    for at_least, names in by_amount.items():
        every = len(names) == len(paid)
        methods = _("free delivery by %(methods)s") % {"methods": ", ".join(names)}
        yield _made(
            _("free delivery") if every else methods,
            at_least,
            total,
            currency,
            () if every else tuple(names),
            "method",
        )


def _by_offer(paid: list[Way], basket: Any, user: Any, currency: str) -> Iterable[Recognised]:
    for one in shipping_offers.standing(basket, user):
        cheaper = [way for way in paid if one.offer.shipping_discount(way.charge, currency) > 0]
        if cheaper:
            every = len(cheaper) == len(paid)
            yield _made(
                one.offer.name,
                one.at_least,
                one.counted,
                currency,
                () if every else tuple(way.name for way in cheaper),
                "offer",
            )


def _made(
    label: str,
    at_least: Decimal,
    counted: Decimal,
    currency: str,
    methods: tuple[str, ...],
    source: str,
) -> Recognised:
    gap = max(at_least - counted, Decimal("0.00"))
    return Recognised(label, at_least, counted, gap, not gap, currency, methods, source)
