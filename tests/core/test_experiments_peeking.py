"""Tests of nothing against nothing, looked at all the time: how often a difference is claimed.

Each case is 2,000 tests, looked at after every 100 visitors from the first moment that anything is
said to the end. The counts are exact: the seeds are fixed.
"""

from functools import cache

import pytest

from crosssell.core.experiments import compare
from tests.core.experiment_paths import Runs, Visitors, draw

RUNS = 2000
CONVERSION = Visitors(0.03)
REVENUE = Visitors(0.03, spread=1.0, worth=40)
ORDERS = Visitors(0.03, spread=0.8, worth=40, twice=0.1)

# By case: who, share shown, the first look (nothing is said before), visitors, ratio or not.
CASES = {
    "conversion 50/50": (CONVERSION, 0.5, 7_000, 40_000, False),
    "conversion 95/5": (CONVERSION, 0.95, 70_000, 150_000, False),
    "revenue 50/50": (REVENUE, 0.5, 7_000, 40_000, False),
    "revenue 95/5": (REVENUE, 0.95, 70_000, 150_000, False),
    "order value 50/50": (ORDERS, 0.5, 7_000, 40_000, True),
    "order value 90/10": (ORDERS, 0.9, 35_000, 90_000, True),
}


@cache
def runs_of(case: str) -> Runs:
    who, share, first, visitors, ratio = CASES[case]
    return draw(6, RUNS, visitors, 100, share, who, who, ratio, first)


@pytest.mark.parametrize(
    ("case", "false", "naive"),
    [
        ("conversion 50/50", 23, 437),
        ("conversion 95/5", 11, 279),
        ("revenue 50/50", 4, 438),
        ("revenue 95/5", 4, 280),
        ("order value 50/50", 10, 422),
        ("order value 90/10", 2, 336),
    ],
)
def test_false_results_of_2000_tests_of_nothing(case: str, false: int, naive: int) -> None:
    runs = runs_of(case)
    found = int(runs.away().any(axis=1).sum())
    plain = int(runs.naive().any(axis=1).sum())
    assert (found, plain) == (false, naive)
    assert found <= 0.05 * RUNS < 0.1 * RUNS < plain


def test_the_own_spread_of_a_small_arm_is_not_enough() -> None:
    """Heavy baskets and a small holdout: the paper's interval misses, the wider one does not."""
    heavy = Visitors(0.03, spread=1.3, worth=40)
    runs = draw(6, 1000, 200_000, 1000, 0.95, heavy, heavy, first=70_000)
    assert int(runs.own_spread().any(axis=1).sum()) == 60 > 0.05 * 1000
    assert int(runs.away().any(axis=1).sum()) == 0


@pytest.mark.parametrize("case", CASES)
def test_the_paths_are_judged_as_compare_does(case: str) -> None:
    runs = runs_of(case)
    ready, away = runs.ready(), runs.away()
    decided = [int(run) for run in away.any(axis=1).nonzero()[0][:5]]
    assert not ready[:, 0].any()
    assert ready[:, -1].all()
    for run in (*range(5), *decided):
        for look in range(len(runs.looks)):
            shown = runs.shown.at(run, look, runs.ratio)
            holdout = runs.holdout.at(run, look, runs.ratio)
            found = compare(shown, holdout, planned=runs.looks[-1])
            assert (found.low is not None) == ready[run, look]
            assert found.decided == away[run, look]
