"""What thresholds gave an order, as it was placed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from crosssell import earned
from crosssell.models import Tier

DEFERRED = "Deferred"


@dataclass(frozen=True)
class Given:
    """A reward of an order: what it is called, and what it took off in the order's currency."""

    name: str
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Rewards:
    """What an order was given, and what is told of the vouchers that it earned."""

    given: tuple[Given, ...]
    vouchers: tuple[earned.Earned, ...]

    def __bool__(self) -> bool:
        return bool(self.given or self.vouchers)


def rewards(order: Any) -> Rewards:
    """What the order has; two queries. Vouchers that have ended are left out."""
    tiers = Tier.objects.filter(offer__isnull=False).values("offer_id")
    rows = order.discounts.filter(offer_id__in=tiers).exclude(category=DEFERRED).order_by("pk")
    now = timezone.now()
    return Rewards(
        tuple(Given(row.offer_name, row.amount, order.currency) for row in rows),
        tuple(one for one in earned.of_order(order) if one.until > now),
    )
