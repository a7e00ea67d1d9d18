"""Tiers of thresholds as Oscar's offers: what a basket has reached already, handed to Oscar.

They consume nothing and come after every other offer, so that nothing is knocked out by them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from decimal import ROUND_UP, Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from oscar.apps.offer.results import (
    SHIPPING_DISCOUNT,
    ZERO_DISCOUNT,
    BasketDiscount,
    PostOrderAction,
)
from oscar.core.loading import get_model

from crosssell.core.money import from_minor
from crosssell.core.threshold_terms import GIFT, SHIPPING, VOUCHER, Tier
from crosssell.models.in_memory import InMemory

ConditionalOffer: Any = get_model("offer", "ConditionalOffer")
Condition: Any = get_model("offer", "Condition")
Benefit: Any = get_model("offer", "Benefit")

CONDITION = "crosssell.models.threshold_offers.TierCondition"
BENEFIT = "crosssell.models.threshold_offers.TierBenefit"


class TierOffer(InMemory, ConditionalOffer):
    """The reward of one tier in one basket, decided before Oscar asks.

    Made by ``of``, in memory, as bundles are; Oscar's row is never read.
    """

    tier: Tier
    digits = 2
    amounts: Mapping[int, Decimal] = {}
    parcel: tuple[str, str] | None = None
    deferred: Callable[[Any, Any], str] | None = None

    class Meta:
        proxy = True
        app_label = "crosssell"
        default_permissions = ()

    @classmethod
    def of(
        cls,
        tier: Tier,
        name: str,
        *,
        digits: int = 2,
        amounts: Mapping[int, Decimal] | None = None,
        deferred: Callable[[Any, Any], str] | None = None,
    ) -> TierOffer:
        """Make the offer of a tier that has a row of Oscar's.

        ``amounts`` are by basket line what it takes off. ``deferred`` gets the basket and the
        order that is being written, and returns what the order says of it.
        """
        made = cls(id=tier.offer, name=name, offer_type=cls.SESSION, priority=0, exclusive=False)
        made._state.adding = False
        made.tier, made.digits, made.deferred = tier, digits, deferred
        made.amounts = amounts or {}
        return made

    def on(self, method: str, country: str) -> TierOffer:
        """The same for one shipping method (its code) and country (its ISO code)."""
        made = copy(self)
        made.parcel = method, country
        return made

    # What Oscar asks of an offer.

    def get_max_applications(self, user: Any = None) -> int:
        return 1

    def is_condition_satisfied(self, basket: Any) -> bool:
        return True

    def apply_benefit(self, basket: Any) -> Any:
        """Give the reward; the basket's lines are those that it was decided for."""
        if self.tier.gives == SHIPPING:
            return SHIPPING_DISCOUNT
        if self.tier.gives == VOUCHER:
            # Oscar shows it below the name.
            return PostOrderAction(gettext("Its code comes with your order"))
        total = Decimal(0)
        for line in basket.all_lines():
            amount = self.amounts.get(line.id)
            if amount:
                line.discount(
                    amount,
                    1 if self.tier.gives == GIFT else line.quantity,
                    incl_tax=settings.OSCAR_OFFERS_INCL_TAX,
                    offer=self,
                )
                total += amount
        return BasketDiscount(total) if total else ZERO_DISCOUNT

    def apply_deferred_benefit(self, basket: Any, order: Any, application: Any) -> str | None:
        return self.deferred(basket, order) if self.deferred is not None else None

    def shipping_discount(self, charge: Decimal, currency: Any = None) -> Decimal:
        """What is taken off the charge of the method and country that ``on`` named; else 0."""
        if self.tier.gives != SHIPPING or self.parcel is None or not charge:
            return Decimal("0.00")
        scale = Decimal(1).scaleb(-self.digits)
        minor = int(charge.quantize(scale, ROUND_UP).scaleb(self.digits))
        off: int = self.tier.run((*self.parcel, minor), self.tier.args, self.tier.amount)
        # A whole charge with parts of the unit is free all the same.
        return charge if off >= minor else from_minor(off, self.digits)

    def get_absolute_url(self) -> str:
        return ""

    def get_voucher(self) -> None:
        return None


class TierCondition(Condition):
    """What Oscar's rows of tiers point at. Read by Oscar itself, such a row gives nothing."""

    class Meta:
        proxy = True
        app_label = "crosssell"
        default_permissions = ()

    @property
    def name(self) -> str:
        return gettext("A threshold")


class TierBenefit(Benefit):
    """The same for what it gives."""

    class Meta:
        proxy = True
        app_label = "crosssell"
        default_permissions = ()

    @property
    def name(self) -> str:
        return gettext("What the threshold gives")
