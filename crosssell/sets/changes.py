"""What changed of a basket's bundles: gained, lost, more or fewer sets of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from crosssell.models import BundleOffer, TierOffer

TEMPLATE = "crosssell/messages/bundle.html"


@dataclass(frozen=True)
class Change:
    """Sets and savings of one bundle before and after; ``amount`` 0 is: not given any more."""

    name: str
    url: str
    currency: str
    sets: int
    amount: Decimal
    sets_before: int
    amount_before: Decimal

    @property
    def is_good(self) -> bool:
        """Whether the shopper saves more than before."""
        return self.amount > self.amount_before

    @property
    def text(self) -> str:
        """What the shopper is told, as safe HTML."""
        return render_to_string(TEMPLATE, {"change": self}).strip()


def changes(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> list[Change]:
    """The bundles whose sets or savings differ between two states of a basket: losses first.

    Both are what Oscar's ``basket.applied_offers()`` returns.
    """
    found = []
    for pk in dict.fromkeys((*before, *after)):
        was, now = before.get(pk), after.get(pk)
        named = now if now is not None else was
        if isinstance(named, BundleOffer):
            one = Change(
                named.name,
                named.get_absolute_url() if now is not None else "",
                named.given.currency,
                *_given(now),
                *_given(was),
            )
            if (one.sets, one.amount) != (one.sets_before, one.amount_before):
                found.append(one)
    return sorted(found, key=lambda one: one.is_good)


def others(offers: Mapping[Any, Any]) -> dict[Any, Any]:
    """The offers that are neither bundles nor tiers of thresholds."""
    return {pk: one for pk, one in offers.items() if not isinstance(one, (BundleOffer, TierOffer))}


def _given(offer: Any) -> tuple[int, Decimal]:
    given = getattr(offer, "given", None)
    return (0, Decimal(0)) if given is None else (given.uses, given.amount)
