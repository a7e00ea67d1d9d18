"""Basket lines that are gifts of tiers: how they are known, and whether they cost nothing."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.conf import settings

# How the reference of a line begins that is a gift; the id of its tier follows. Oscar keeps the
# reference of a line through the merge at sign-in, and a basket holds each reference once.
GIFT_LINE = "crosssell-gift-"


def is_gift(line: Any) -> bool:
    """Whether the basket line is the gift of a tier (``GIFT_LINE``)."""
    return str(line.line_reference).startswith(GIFT_LINE)


def tier_of(line: Any) -> int | None:
    """The id of the tier that a gift belongs to; None where its reference names none."""
    number = str(line.line_reference).removeprefix(GIFT_LINE)
    return int(number) if number.isascii() and number.isdigit() else None


def gifts_of(basket: Any) -> list[Any]:
    """The lines of the basket that are gifts."""
    return [line for line in basket.all_lines() if is_gift(line)]


def amounts(basket: Any, tier_id: int, products: Collection[int]) -> dict[int, Decimal]:
    """What the gift of a tier gets off, by line: all that one piece costs, to the last decimal.

    Empty where the basket holds none, one of other products, or one that costs nothing anyway.
    """
    for line in gifts_of(basket):
        if tier_of(line) == tier_id and line.product_id in products:
            price = _piece(line)
            return {line.id: price} if price else {}
    return {}


def charged(basket: Any) -> list[Any]:
    """The gifts of a priced basket that do not cost nothing, or may not: never to be paid."""
    return [line for line in gifts_of(basket) if not _is_free(line)]


def _piece(line: Any) -> Decimal | None:
    """One piece in the prices that Oscar takes discounts off."""
    price = line.purchase_info.price
    if not price.exists:
        return None
    found: Decimal = price.incl_tax if settings.OSCAR_OFFERS_INCL_TAX else price.excl_tax
    return found


def _is_free(line: Any) -> bool:
    if line.line_price_excl_tax_incl_discounts != 0:
        return False
    return not line.is_tax_known or line.line_price_incl_tax_incl_discounts == 0
