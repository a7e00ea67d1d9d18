"""Oscar's catalogue in bulk: light facts for filters, and cards for what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crosssell.core import data


@dataclass(frozen=True)
class Choice:
    """A child of a parent that can be bought now; price as on the card."""

    id: int
    title: str
    price: Decimal | None


@dataclass(frozen=True)
class Card:
    """All that a template needs to show a product, with no query left to make.

    ``price`` is what the shopper sees (with tax where it is known), in ``currency``; a parent's
    is its cheapest choice's, and ``price_from`` says that others cost more. ``available`` is what
    Oscar's strategy says. ``product`` is Oscar's instance, prefetched.
    """

    id: int
    title: str
    url: str
    image_url: str
    image_width: int | None
    image_height: int | None
    image_alt: str
    price: Decimal | None
    price_from: bool
    currency: str
    available: bool
    product: Any
    choices: tuple[Choice, ...] = ()


def products(ids: Iterable[int]) -> dict[int, data.Product]:
    """The products of these ids as decisions see them, in one query. Unknown ids are left out."""
    raise NotImplementedError


def cards(ids: Iterable[int], request: Any, strategy: Any) -> dict[int, Card]:
    """Cards by id, in at most 6 queries however many. Unknown and hidden products are left out."""
    raise NotImplementedError
