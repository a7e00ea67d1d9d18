"""How many visitors a test needs, and how many days it still takes."""

from bisect import bisect_left
from math import ceil, sqrt
from statistics import NormalDist

from crosssell.core.experiments.boundary import reach
from crosssell.core.experiments.comparing import (
    LEAST_BUYERS,
    LEAST_VISITORS,
    Comparison,
    variances_of_means,
)

MORE_THAN_A_YEAR = 366
"""The highest number of days that is ever told; it means "more than a year"."""


def settled(difference: float, half: float, smallest: float) -> bool:
    """Whether an interval of this half width says something: a difference, or none that matters.

    ``smallest`` is the smallest difference that matters, in the unit of the metric.
    """
    return half < abs(difference) or abs(difference) + half <= smallest


def days_left(comparison: Comparison, visitors_a_day: float, smallest_lift: float) -> int | None:
    """How many more whole days until the result is settled, if all goes on as it went so far.

    ``visitors_a_day`` come to both arms together; ``smallest_lift`` is the smallest lift that the
    merchant cares about, as a share of the holdout's mean (0.05: 5 %). While there is no interval
    yet, a difference seen is chance: then the days until a lift of the smallest size would show.
    0 is settled, MORE_THAN_A_YEAR that or more, None where nothing can be said: nobody comes,
    nobody buys, or all are alike. Raises ValueError unless smallest_lift is above 0.
    """
    if smallest_lift <= 0:
        raise ValueError(f"smallest_lift must be above 0, not {smallest_lift}.")
    arms = (comparison.shown, comparison.holdout)
    base, difference = comparison.holdout.mean, comparison.difference
    if visitors_a_day <= 0 or not base or difference is None:
        return None
    if not all(arm.buyers and arm.variance for arm in arms):
        return None
    error = sqrt(sum(variances_of_means(*arms)))
    smallest = smallest_lift * abs(base)
    seen = smallest if comparison.reason else difference

    def enough(days: int) -> bool:
        growth = 1 + days * visitors_a_day / comparison.visitors
        if any(arm.visitors * growth < LEAST_VISITORS for arm in arms):
            return False
        if any(arm.buyers * growth < LEAST_BUYERS for arm in arms):
            return False
        errors = reach(comparison.visitors * growth, comparison.planned, comparison.alpha)
        return settled(seen, errors * error / sqrt(growth), smallest)

    return bisect_left(range(MORE_THAN_A_YEAR), True, key=enough)


def visitors_needed(
    mean: float,
    sd: float,
    share_of_holdout: float,
    smallest_lift: float,
    power: float = 0.8,
    alpha: float = 0.05,
    buying: float = 1.0,
) -> int:
    """How many visitors of both arms together find the smallest lift with this power.

    ``mean`` and ``sd`` are those of a visitor's number today, ``buying`` the share of visitors
    that buy (for the least number of buyers), ``share_of_holdout`` the holdout's share h of both
    arms. With N visitors planned and come, the interval reaches c standard errors (``reach``), so
    N = (sd / (lift mean))^2 ((1 + lift) / (1 - h) + (1 + lift (1 - h)) / h) (c + z)^2, where z is
    the power's quantile of the normal distribution: a lift by more buyers widens the spread as
    much as it raises the mean, and the holdout is given at least the spread of both arms
    (``compare``). Who looks before the end finds it sooner, never less.
    Raises ValueError for a mean of 0 and for what is out of range.
    """
    ranges = {
        "sd": sd > 0,
        "share_of_holdout": 0 < share_of_holdout < 1,
        "smallest_lift": smallest_lift > 0,
        "power": 0 < power < 1,
        "buying": 0 < buying <= 1,
        "mean": mean != 0,
    }
    for name, holds in ranges.items():
        if not holds:
            raise ValueError(f"{name} is out of range: nothing can be planned with it.")
    rest = 1 - share_of_holdout
    spread = (1 + smallest_lift) / rest + (1 + smallest_lift * rest) / share_of_holdout
    errors = reach(1, 1, alpha) + NormalDist().inv_cdf(power)
    whole = (sd / (smallest_lift * mean)) ** 2 * spread * errors**2
    least = max(LEAST_VISITORS, LEAST_BUYERS / buying) / min(share_of_holdout, rest)
    return ceil(max(whole, least))


def days_for(visitors: int, visitors_a_day: float) -> int | None:
    """Whole days until so many visitors have come, at most MORE_THAN_A_YEAR; None where none do."""
    if visitors_a_day <= 0:
        return None
    return min(MORE_THAN_A_YEAR, ceil(visitors / visitors_a_day))
