"""What bundles saved: in a basket as it lies there, and in an order as it was placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse

from crosssell.models import BundleOffer, BundleUse
from crosssell.oscar.basket_keys import currency_of

KEPT = (BundleUse.State.CONFIRMED, BundleUse.State.LATE)


@dataclass(frozen=True)
class Saved:
    """What one bundle saved. ``titles`` are those of the lines that its pieces come from."""

    name: str
    url: str
    sets: int
    amount: Decimal
    currency: str
    titles: tuple[str, ...] = ()


def in_basket(basket: Any) -> list[Saved]:
    """Of a basket whose offers are applied, in the order of application; no query."""
    if basket is None:
        return []
    currency = currency_of(basket)
    titles = {line.pk: line.product.get_title() for line in basket.all_lines()}
    return [
        Saved(
            one["name"],
            one["offer"].get_absolute_url(),
            one["freq"],
            one["discount"],
            currency,
            _titles(one["offer"], titles),
        )
        for one in basket.offer_applications
        if isinstance(one["offer"], BundleOffer) and one["discount"] > 0
    ]


def in_order(order: Any) -> list[Saved]:
    """Of an order, one query."""
    rows = BundleUse.objects.filter(order=order, state__in=KEPT).order_by("id")
    return [
        Saved(name, _address(slug), uses, amount, currency)
        for name, slug, uses, amount, currency in rows.values_list(
            "name", "bundle__slug", "uses", "amount", "currency"
        )
    ]


def _titles(offer: BundleOffer, titles: Mapping[int, str]) -> tuple[str, ...]:
    lines = dict.fromkeys(take.line for one in offer.given.sets for take in one)
    return tuple(titles[pk] for pk in lines if pk in titles)


def _address(slug: str | None) -> str:
    try:
        return reverse("crosssell:bundle", kwargs={"slug": slug}) if slug else ""
    except NoReverseMatch:
        return ""
