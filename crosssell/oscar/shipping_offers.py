"""Site offers that make shipping cheaper from some value on, and what counts towards them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from crosssell.oscar.basket_keys import keys_of
from crosssell.oscar.prepared import Prepared

# What a priced basket remembers of the offers that its applicator was given.
ASKED = "_crosssell_asked"


@dataclass(frozen=True, eq=False)
class ValueOffer:
    """Oscar's offer, from which value on it is given, and what Oscar counts of the basket."""

    offer: Any
    at_least: Decimal
    counted: Decimal


def standing(basket: Any, user: Any) -> list[ValueOffer]:
    """The active site offers of that kind which the visitor may still use, in Oscar's order.

    ``basket`` (or None) is priced, and only offers that may touch it are looked at; for an empty
    one, all of them. What Oscar counts of a line are its pieces that no other offer
    has taken, at prices before discounts. Left out is an offer that Oscar has not given although
    its value is there: something else is in its way. At most three queries, none where
    there is no such offer and something in the basket; but for ranges with a
    class of the shop's own and offers that each customer may use only so often.
    """
    empty = basket is None or basket.is_empty
    asked = None if empty else getattr(basket, ASKED, None)
    found = _active() if asked is None else _of_these(asked)
    if not found:
        return []
    lines = [] if empty else [line for line in basket.all_lines() if line.stockrecord_id]
    keys = keys_of(line.product_id for line in lines)
    _read_combinations(found, lines)
    given = set() if empty else {one["offer"].id for one in basket.offer_applications}
    customer = user if user is not None and user.is_authenticated else None
    made = []
    for offer in found:
        if offer.id not in given and not offer.is_available(customer):
            continue
        counted = _counted(offer, lines, keys)
        if (offer.id in given) == (counted >= offer.condition.value):
            made.append(ValueOffer(offer, offer.condition.value, counted))
    return made


def _active() -> list[Any]:
    """Those in force now; one query, made once, because every page with a bar asks it."""
    now = timezone.now()
    return [
        offer
        for offer in _open().rows(_benefits())
        if (offer.start_datetime is None or offer.start_datetime <= now)
        and (offer.end_datetime is None or offer.end_datetime >= now)
    ]


@lru_cache(maxsize=1)
def _open() -> Prepared:
    """Conditions and benefits of the shop's own classes may do anything, so they are left out."""
    offers = get_model("offer", "ConditionalOffer")
    return Prepared(
        lambda benefits: offers.objects.filter(
            status=offers.OPEN,
            offer_type=offers.SITE,
            condition__type="Value",
            condition__proxy_class__isnull=True,
            condition__value__gt=0,
            condition__range__isnull=False,
            benefit__type__in=benefits,
            benefit__proxy_class__isnull=True,
        ).select_related("condition__range", "benefit"),
        mark=lambda number: f"no benefit {number}",
    )


def _of_these(asked: Iterable[Any]) -> list[Any]:
    """The same of offers that Oscar has read already; one query for their ranges, if there are."""
    benefits = _benefits()
    found = [
        offer
        for offer in asked
        if offer.offer_type == offer.SITE
        and offer.condition.type == "Value"
        and not offer.condition.proxy_class
        and offer.condition.value
        and offer.condition.range_id
        and offer.benefit.type in benefits
        and not offer.benefit.proxy_class
    ]
    prefetch_related_objects([offer.condition for offer in found], "range")
    return found


def _benefits() -> tuple[str, ...]:
    made = get_model("offer", "Benefit")
    return made.SHIPPING_PERCENTAGE, made.SHIPPING_ABSOLUTE, made.SHIPPING_FIXED_PRICE


def _read_combinations(offers: Iterable[Any], lines: Iterable[Any]) -> None:
    """Oscar asks for them once for each line and each offer that has taken pieces of it."""
    others = {one.pk: one for line in lines for one in line.discounts.consumers}
    if others:
        prefetch_related_objects([*offers, *others.values()], "combinations")


def _counted(
    offer: Any, lines: Iterable[Any], keys: Mapping[int, frozenset[tuple[str, int]]]
) -> Decimal:
    """The sum of Oscar's ValueCondition, without asking its range once for each line."""
    unit_price = get_class("offer.utils", "unit_price")
    range_ = offer.condition.range
    total = Decimal("0.00")
    for line in lines:
        if not line.product.is_discountable:
            continue
        if range_.proxy_class:
            holds = range_.contains_product(line.product)
        else:
            holds = ("range", range_.pk) in keys.get(line.product_id, frozenset())
        if holds:
            total += unit_price(offer, line) * int(line.quantity_available_for_offer(offer))
    return total
