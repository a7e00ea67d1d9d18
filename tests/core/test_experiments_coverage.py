"""Tests of something: the interval holds the truth all the way, and finds it in time."""

import numpy as np
import pytest

from crosssell.core.experiments import visitors_needed
from tests.core.experiment_paths import Visitors, draw

RUNS = 1000
BASKETS = Visitors(0.03, spread=1.0, worth=40)


@pytest.mark.parametrize(
    ("share", "first", "visitors", "shown", "holdout", "missed", "missed_lift"),
    [
        (0.5, 5_000, 40_000, Visitors(0.036), Visitors(0.03), 18, 15),
        (0.95, 70_000, 150_000, Visitors(0.036), Visitors(0.03), 8, 6),
        (0.5, 5_000, 40_000, Visitors(0.036, 1.0, 40), BASKETS, 3, 3),
        (0.95, 70_000, 150_000, Visitors(0.036, 1.0, 40), BASKETS, 0, 0),
        # The holdout is small and its baskets are twice as large: the hardest case there is.
        (0.95, 70_000, 200_000, Visitors(0.03, 1.0, 20), BASKETS, 29, 24),
    ],
)
def test_tests_of_1000_whose_interval_ever_leaves_the_truth(
    share: float,
    first: int,
    visitors: int,
    shown: Visitors,
    holdout: Visitors,
    missed: int,
    missed_lift: int,
) -> None:
    runs = draw(7, RUNS, visitors, 100, share, shown, holdout, first=first)
    found = int(runs.away(shown.mean - holdout.mean).any(axis=1).sum())
    lifts = int(runs.away_from_lift(shown.mean / holdout.mean - 1).any(axis=1).sum())
    assert (found, lifts) == (missed, missed_lift)
    assert max(found, lifts) <= 0.05 * RUNS


def test_the_value_of_an_order_is_held_too() -> None:
    """Per order, where one buyer in ten orders twice and the shown spend a fifth more."""
    shown, holdout = Visitors(0.03, 0.8, 48, twice=0.1), Visitors(0.03, 0.8, 40, twice=0.1)
    runs = draw(7, RUNS, 100_000, 100, 0.8, shown, holdout, ratio=True, first=15_000)
    truth = (shown.mean - holdout.mean) / 0.03
    assert int(runs.away(truth).any(axis=1).sum()) == 4
    assert int(runs.away_from_lift(0.2).any(axis=1).sum()) == 3


@pytest.mark.parametrize(
    ("share", "lift", "who", "needed", "found", "half_by"),
    [
        (0.5, 0.2, Visitors(0.03), 55_893, 871, 30_000),
        (0.8, 0.2, Visitors(0.03), 88_700, 878, 48_000),
        (0.5, 0.2, BASKETS, 154_903, 875, 82_500),
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
