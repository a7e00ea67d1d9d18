"""Which tier of which threshold is to be reached, and what reaching it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from crosssell import threshold_words
from crosssell.core.money import from_minor
from crosssell.core.threshold_terms import GIFT, SHIPPING, Ladder, Stand, Standing, Tier
from crosssell.oscar import catalogue, free_shipping
from crosssell.oscar.money import written


@dataclass(frozen=True)
class Goal:
    """The tier that a basket can reach next, and how it stands before it."""

    standing: Standing
    stand: Stand

    @property
    def ladder(self) -> Ladder:
        return self.standing.ladder

    @property
    def tier(self) -> Tier:
        return self.stand.tier

    @property
    def reward(self) -> str:
        """What the tier gives, in a shopper's words: "free delivery"."""
        return threshold_words.label(self.tier, self.ladder)

    def amount(self, minor: int) -> Decimal:
        """The amount of so many minor units."""
        return from_minor(minor, self.ladder.digits)

    def reason(self, adds: int) -> str:
        """What is said of something that adds so much: "Adds $12.40: delivery is free"."""
        values = {"amount": written(self.amount(adds), self.ladder.currency)}
        if self._is_delivery:
            return gettext("Adds %(amount)s: delivery is free") % values
        return gettext("Adds %(amount)s: you get %(reward)s") % {**values, "reward": self.reward}

    def title(self, together: bool) -> str:
        """What is said above all that reaches it, each by itself or as two ``together``."""
        if self._is_delivery:
            if together:
                return gettext("Add these two and delivery is free")
            return gettext("Add one of these and delivery is free")
        if together:
            return gettext("Add these two and get %(reward)s") % {"reward": self.reward}
        return gettext("Add one of these and get %(reward)s") % {"reward": self.reward}

    @property
    def _is_delivery(self) -> bool:
        return self.tier.gives == SHIPPING and not self.tier.label


def goal_of(
    standings: Iterable[Standing], matters: Callable[[Tier], bool] = lambda tier: True
) -> Goal | None:
    """The nearest tier that is still to be reached and gives something; None where there is none.

    None of a threshold that something in the basket is in the way of. Of equally near ones that
    of the first threshold. ``matters`` says whether a tier could give this basket anything.
    """
    found = [
        Goal(standing, stand)
        for standing in standings
        if not standing.blocked
        for stand in standing.stands
        if not (stand.reached or stand.tier.decorative)
    ]
    nearest = sorted(found, key=lambda one: one.stand.gap)
    return next((one for one in nearest if _has_reward(one.tier) and matters(one.tier)), None)


def matters_to(
    basket: Any, user: Any, request: Any, standings: Iterable[Standing]
) -> Callable[[Tier], bool]:
    """Whether a tier could give that basket anything, as bars have it; at most one query a gift.

    Free delivery of what is not sent, or is sent for nothing anyway, is none, be it that another
    tier of its ``standings`` gives that already; a gift that is sold out neither.
    """
    granted = [tier for standing in standings for tier in standing.granted]

    def matters(tier: Tier) -> bool:
        if tier.gives == GIFT:
            gifts = catalogue.products(tier.gifts).values()
            return any(one.public and one.buyable for one in gifts)
        return free_shipping.shipping_matters(tier, basket, user, request, granted)

    return matters


def _has_reward(tier: Tier) -> bool:
    return tier.gives != GIFT or bool(tier.gifts)
