"""Offers that remember which products their ranges hold: many baskets are priced, it is read once.

Oscar asks the database for each line, each offer and each basket anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.db.models import prefetch_related_objects
from oscar.apps.offer.abstract_models import AbstractRange
from oscar.core.loading import get_model

from crosssell.core.bundle_terms import Key
from crosssell.oscar.basket_keys import keys_of


def remember_ranges(offers: Iterable[Any], product_ids: Iterable[int]) -> None:
    """Give these offers ranges that know of these products; three queries.

    Of other products they ask as ever. A shop's own kind of range is asked once a product.
    """
    Offer = get_model("offer", "ConditionalOffer")
    offers = list(offers)
    prefetch_related_objects([one for one in offers if type(one) is Offer], "combinations")
    parts: list[tuple[Any, str, Any]] = [
        (offer, name, part)
        for offer in offers
        if isinstance(offer, Offer)
        for name, part in (("condition", offer.condition), ("benefit", offer.benefit))
        if part.range_id
    ]
    if not parts:
        return
    ranges = get_model("offer", "Range")._default_manager.in_bulk(
        {part.range_id for _offer, _name, part in parts}
    )
    keys = keys_of(product_ids) if any(_is_plain(one) for one in ranges.values()) else {}
    for one in ranges.values():
        known = _known(one, keys) if _is_plain(one) else {}
        one.contains_product = partial(_contains, one.contains_product, known)
    for offer, name, part in parts:
        if part.range_id in ranges:
            offer._state.fields_cache[name] = _Remembering(part, ranges[part.range_id])


class _Remembering:
    """Stands for a condition or benefit where an offer makes of it what Oscar asks."""

    def __init__(self, part: Any, its_range: Any) -> None:
        self._part, self._range = part, its_range

    def proxy(self) -> Any:
        made = self._part.proxy()
        made.range = self._range
        return made

    def __getattr__(self, name: str) -> Any:
        return getattr(self._part, name)


def _is_plain(one: Any) -> bool:
    """Whether its rows alone say what it holds."""
    return not one.proxy_class and all(
        getattr(type(one), name) is getattr(AbstractRange, name)
        for name in ("contains_product", "product_queryset", "proxy")
    )


def _known(one: Any, keys: Mapping[int, frozenset[Key]]) -> dict[int, bool]:
    return {pk: ("range", one.pk) in some for pk, some in keys.items()}


def _contains(ask: Any, known: dict[int, bool], product: Any) -> bool:
    if product.pk not in known:
        known[product.pk] = bool(ask(product))
    return known[product.pk]
