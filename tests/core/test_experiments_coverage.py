"""Tests of something: the interval holds the truth all the way, and finds it in time."""

import numpy as np
import pytest

from crosssell.core.experiments import visitors_needed
from tests.core.experiment_paths import Visitors, draw

RUNS = 1000
BASKETS = Visitors(0.03, spread=1.0, worth=40)


@pytest.mark.parametrize(
    ("share", "visitors", "shown", "holdout", "missed"),
    [
        (0.5, 40_000, Visitors(0.036), Visitors(0.03), 0),
        (0.95, 100_000, Visitors(0.036), Visitors(0.03), 0),
        (0.5, 40_000, Visitors(0.036, 1.0, 40), BASKETS, 0),
        (0.95, 100_000, Visitors(0.036, 1.0, 40), BASKETS, 0),
        # The holdout is small and its baskets are twice as large: the hardest case there is.
        (0.95, 200_000, Visitors(0.03, 1.0, 20), BASKETS, 0),
    ],
)
def test_tests_of_1000_whose_interval_ever_leaves_the_truth(
    share: float, visitors: int, shown: Visitors, holdout: Visitors, missed: int
) -> None:
    runs = draw(7, RUNS, visitors, 200, share, shown, holdout)
    found = int(runs.away(shown.mean - holdout.mean).any(axis=1).sum())
    assert found == missed
    assert found <= 0.05 * RUNS


@pytest.mark.parametrize(
    ("share", "lift", "who", "needed", "found", "half_by"),
    [
        (0.5, 0.2, Visitors(0.03), 0, 0, 0),
        (0.8, 0.2, Visitors(0.03), 0, 0, 0),
        (0.5, 0.2, BASKETS, 0, 0, 0),
    ],
)
def test_power_of_the_planned_number_of_visitors(
    share: float, lift: float, who: Visitors, needed: int, found: int, half_by: int
) -> None:
    """Of 1,000 tests, how many find a lift of the planned size; and when half of them had."""
    square = who.buying * who.worth**2 * np.exp(2 * who.spread**2)
    sd = float(np.sqrt(square - who.mean**2))
    planned = visitors_needed(who.mean, sd, 1 - share, lift, power=0.8, buying=who.buying)
    assert planned == needed
    better = Visitors(who.buying * (1 + lift), who.spread, who.worth)
    decided = draw(8, RUNS, planned, 500, share, better, who).away()
    assert int(decided.any(axis=1).sum()) == found >= 0.8 * RUNS
    first = np.where(decided.any(axis=1), decided.argmax(axis=1) + 1, decided.shape[1] + 1)
    assert int(np.median(first)) * 500 == half_by < planned
