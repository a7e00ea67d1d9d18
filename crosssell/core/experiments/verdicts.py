"""What a result says, as a code and its numbers; the words are the admin's."""

from dataclasses import dataclass
from typing import Literal

from crosssell.core.experiments.comparing import Comparison
from crosssell.core.experiments.planning import days_left, settled
from crosssell.core.experiments.sample_ratio import ALARM

Code = Literal["broken", "too_early", "better", "worse", "no_difference", "uncertain"]


@dataclass(frozen=True)
class Verdict:
    """The code, and what may be told with it.

    ``comparison`` is None where its numbers must not be shown: broken (the arms do not hold the
    visitors that were drawn) and too_early. ``reason`` says why it is too early: few_visitors,
    few_buyers, no_spread. ``days`` are how many more until it is settled, for too_early and
    uncertain; None where that cannot be told.
    """

    code: Code
    comparison: Comparison | None = None
    days: int | None = None
    reason: str = ""


def verdict(
    comparison: Comparison, smallest_lift: float, visitors_a_day: float, ratio_p: float
) -> Verdict:
    """Judge a comparison.

    ``smallest_lift`` is the smallest lift that the merchant cares about, as a share of the
    holdout's mean; ``visitors_a_day`` come to both arms together; ``ratio_p`` is what
    ``ratio_check`` says of the whole test. Raises ValueError unless smallest_lift is above 0.
    """
    days = days_left(comparison, visitors_a_day, smallest_lift)
    if ratio_p < ALARM:
        return Verdict("broken")
    low, high, base = comparison.low, comparison.high, comparison.holdout.mean
    if low is None or high is None or base is None:
        return Verdict("too_early", None, days, comparison.reason)
    if low > 0:
        return Verdict("better", comparison)
    if high < 0:
        return Verdict("worse", comparison)
    if settled((low + high) / 2, (high - low) / 2, smallest_lift * abs(base)):
        return Verdict("no_difference", comparison)
    return Verdict("uncertain", comparison, days)
