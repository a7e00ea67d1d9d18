"""How often a product is taken where it is shown, as a share that boosts can use; pure."""

from __future__ import annotations

# So many impressions count as much as what is known of all products together.
BELIEVED = 200
MEAN = 0.5


def share_of(impressions: int, touches: int, all_impressions: int, all_touches: int) -> float:
    """0 to 1: the rate of a product beside the mean rate of all, which is 0.5; 1 is twice of it.

    The rate is the mean of a Bayesian who has seen ``BELIEVED`` impressions of the mean rate
    before: (touches + BELIEVED * mean) / (impressions + BELIEVED). What was never shown is the
    mean, so that new products get their chance; so is everything where nothing was ever taken.
    """
    if all_impressions <= 0 or all_touches <= 0:
        return MEAN
    mean = all_touches / all_impressions
    rate = (touches + BELIEVED * mean) / (impressions + BELIEVED)
    return min(1.0, rate / mean * MEAN)
