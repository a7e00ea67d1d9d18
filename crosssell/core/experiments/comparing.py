"""What those who were shown something bring more than the holdout, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from crosssell.core.experiments.arms import Sample
from crosssell.core.experiments.boundary import reach

LEAST_VISITORS = 500
"""In each arm, before anything is said."""

LEAST_BUYERS = 150
"""In each arm, before anything is said: the interval trusts the spread seen, and few buyers show
too little of it. Proved by simulation, even where baskets halve. It costs little: with fewer
buyers only a lift of about 30 % or more could show at all."""

FEW_VISITORS = "few_visitors"
FEW_BUYERS = "few_buyers"
NO_SPREAD = "no_spread"


@dataclass(frozen=True)
class Comparison:
    """Two arms beside each other, in the unit of their metric.

    ``difference`` is shown less holdout, ``lift`` its share of the holdout's mean where that is
    above 0. ``low`` and ``high`` are the always-valid interval of the difference, ``lift_low`` and
    ``lift_high`` that of the lift. ``reason`` says why there is no interval: few_visitors,
    few_buyers, no_spread (all visitors of an arm alike), or nothing. None is what cannot be told.
    """

    shown: Sample
    holdout: Sample
    planned: int
    alpha: float
    difference: float | None = None
    lift: float | None = None
    low: float | None = None
    high: float | None = None
    lift_low: float | None = None
    lift_high: float | None = None
    reason: str = ""

    @property
    def decided(self) -> bool:
        """Whether the interval leaves out "no difference"."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    @property
    def visitors(self) -> int:
        """Of both arms together."""
        return self.shown.visitors + self.holdout.visitors


def compare(shown: Sample, holdout: Sample, planned: int, alpha: float = 0.05) -> Comparison:
    """Compare an arm with the holdout (or with any other arm), at any time and as often as liked.

    ``planned`` is how many visitors of both arms together the test was planned for, fixed before
    it started: the interval is narrowest there and valid everywhere. Over the whole life of a test
    the interval is wrong at any time with probability ``alpha`` at most. Where several variants
    meet one holdout, give each alpha divided by their number. Raises ValueError unless planned is
    at least 1 and alpha between 0 and 0.5.
    """
    blocked = _why_not(shown, holdout)
    mean, base = shown.mean, holdout.mean
    if mean is None or base is None:
        return Comparison(shown, holdout, planned, alpha, reason=blocked)
    difference = mean - base
    lift = difference / base if base > 0 else None
    if blocked:
        return Comparison(shown, holdout, planned, alpha, difference, lift, reason=blocked)
    errors = reach(shown.visitors + holdout.visitors, planned, alpha)
    of_mean, of_base = variances_of_means(shown, holdout)
    half = errors * sqrt(of_mean + of_base)
    lifts = _lifts(mean, base, errors**2 * of_mean, errors**2 * of_base)
    return Comparison(
        shown, holdout, planned, alpha, difference, lift, difference - half, difference + half,
        *lifts,
    )  # fmt: skip


def _why_not(shown: Sample, holdout: Sample) -> str:
    arms = (shown, holdout)
    if min(arm.visitors for arm in arms) < LEAST_VISITORS:
        return FEW_VISITORS
    if min(arm.buyers for arm in arms) < LEAST_BUYERS:
        return FEW_BUYERS
    return "" if all(arm.variance for arm in arms) else NO_SPREAD


def variances_of_means(shown: Sample, holdout: Sample) -> tuple[float, float]:
    """The variance of each arm's mean, with the spread of both arms where an arm's own is less.

    A small arm that has not seen a big basket yet looks poorer and less spread than it is, so its
    own spread alone lets too many false results through (docs/decisions). Each arm needs at least
    two visitors.
    """
    arms = (shown, holdout)
    freedom = sum(arm.visitors - 1 for arm in arms)
    pooled = sum(arm.variance * (arm.visitors - 1) for arm in arms) / freedom
    mean, base = (max(arm.variance, pooled) / arm.visitors for arm in arms)
    return mean, base


def _lifts(
    mean: float, base: float, wide: float, wide_base: float
) -> tuple[float, float] | tuple[None, None]:
    """All lifts r for which the difference to (1 + r) times the holdout is not decided.

    Fieller's way: the holdout's mean is an estimate too, so the difference's interval over it would
    be too narrow. It leaves out 0 exactly where the difference's interval does. No bounds where the
    holdout's own mean may be 0 (E. C. Fieller, JRSS B 16, 1954).
    """
    room = base * base - wide_base
    if base <= 0 or room <= 0:
        return None, None
    root = sqrt(mean**2 * wide_base + wide * room)
    return (mean * base - root) / room - 1, (mean * base + root) / room - 1
