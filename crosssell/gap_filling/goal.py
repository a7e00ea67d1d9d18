"""Which tier of which threshold is to be reached, and what reaching it is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from crosssell import threshold_words
from crosssell.core.money import from_minor
from crosssell.core.threshold_terms import GIFT, SHIPPING, Ladder, Stand, Standing, Tier
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


def goal_of(standings: Iterable[Standing]) -> Goal | None:
    """The nearest tier that is still to be reached and gives something; None where there is none.

    Of each threshold the lowest such tier, none of one that something in the basket is in the way
    of. Of equally near ones that of the first threshold.
    """
    found = [
        Goal(standing, stand)
        for standing in standings
        if not standing.blocked
        for stand in [next((one for one in standing.stands if _is_worth_it(one)), None)]
        if stand is not None
    ]
    return min(found, key=lambda one: one.stand.gap, default=None)


def _is_worth_it(stand: Stand) -> bool:
    tier = stand.tier
    return not (stand.reached or tier.decorative or (tier.gives == GIFT and not tier.gifts))
