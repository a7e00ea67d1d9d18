"""Past orders of one currency around round amounts: read, counted, and a value chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from crosssell import registry
from crosssell.core.threshold_levels import (
    GIFT,
    LEAST_ORDERS,
    PERCENT,
    SHIPPING,
    Bar,
    Level,
    Reward,
    Values,
    bars,
    break_even,
    candidates,
    levels,
    suggested,
)
from crosssell.core.threshold_terms import DISCOUNT
from crosssell.models import Threshold, Tier
from crosssell.oscar import order_values
from crosssell.oscar.basket_keys import places
from crosssell.oscar.order_values import Margin

__all__ = ["LEAST_ORDERS", "Survey", "survey"]


@dataclass(frozen=True)
class Survey:
    """What the orders say; amounts are minor units with ``digits`` decimals.

    ``margin`` is None where no cost is known, ``weight`` what a unit of the reward costs the shop
    after tax, ``live`` counts the thresholds that are on now.
    """

    currency: str
    digits: int
    since: datetime
    until: datetime
    within: int
    reward: Reward | None
    values: Values
    bars: tuple[Bar, ...]
    levels: tuple[Level, ...]
    best: Level | None
    margin: Margin | None
    weight: Fraction
    live: int

    def pays(self, level: Level) -> Fraction | None:
        """Which share of the orders within reach must add what they lack; None: no share does.

        Ask only where margin and reward are known.
        """
        assert self.margin is not None  # noqa: S101  see above
        return break_even(level, self.margin.gain, self.weight)


def survey(
    currency: str, since: datetime, until: datetime, reward: Reward | None, within: int
) -> Survey:
    """Read the orders and count; five queries at most, and the cost hook."""
    values = Values(order_values.order_values(since, until, currency, _discounts()))
    found: Sequence[Level] = levels(values, candidates(values), reward or Reward(GIFT), within)
    margin = order_values.margin(since, until, currency) if reward and values.count else None
    return Survey(
        currency,
        places(currency),
        since,
        until,
        within,
        reward,
        values,
        bars(values),
        tuple(found),
        suggested(found, values),
        margin,
        _weight(reward, margin, currency, since, until),
        Threshold.objects.filter(active=True).count(),
    )


def _weight(
    reward: Reward | None, margin: Margin | None, currency: str, since: datetime, until: datetime
) -> Fraction:
    """Part of a discount and of a charge is tax, which the shop does not keep anyway."""
    if reward is None or margin is None or reward.kind == GIFT:
        return Fraction(1)
    if reward.kind == SHIPPING:
        own = reward.amount is not None
        return Fraction(1) if own else order_values.shipping_net(since, until, currency)
    # A percentage is taken of orders with tax here; an amount as the shop's offers take it.
    taxed = reward.kind == PERCENT or order_values.with_tax()
    return margin.net if taxed else Fraction(1)


def _discounts() -> frozenset[int]:
    """The offers of tiers that take something off: what they gave does not lower what counts."""
    codes = [one.code for one in registry.all_of("tier_rewards") if one.gives == DISCOUNT]
    rows = Tier.objects.filter(reward__in=codes, offer__isnull=False)
    return frozenset(rows.values_list("offer_id", flat=True))
