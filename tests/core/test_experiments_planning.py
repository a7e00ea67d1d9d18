"""How many visitors a test needs before it starts, and how many days it still takes."""

from statistics import NormalDist

import pytest

from crosssell.core.experiments import (
    LEAST_BUYERS,
    MORE_THAN_A_YEAR,
    Arm,
    compare,
    days_for,
    days_left,
    verdict,
    visitors_needed,
)
from crosssell.core.experiments.boundary import reach


def grown(shown: Arm, holdout: Arm, times: float) -> tuple[Arm, Arm]:
    """The arms when as much more has come as came."""
    one, other = (
        Arm(
            round(arm.visitors * times),
            round(arm.buyers * times),
            arm.total * times,
            arm.squares * times,
        )
        for arm in (shown, holdout)
    )
    return one, other


@pytest.mark.parametrize(
    ("shown", "holdout", "smallest", "code"),
    [
        (Arm.yes_no(10_000, 330), Arm.yes_no(10_000, 300), 0.05, "better"),
        (Arm.yes_no(10_000, 300), Arm.yes_no(10_000, 345), 0.05, "worse"),
        (Arm.yes_no(10_000, 1_003), Arm.yes_no(10_000, 1_000), 0.1, "no_difference"),
        (Arm.yes_no(24_000, 750), Arm.yes_no(6_000, 180), 0.25, "no_difference"),
    ],
)
def test_after_these_days_of_the_same_it_is_settled_and_not_a_day_before(
    shown: Arm, holdout: Arm, smallest: float, code: str
) -> None:
    now = compare(shown, holdout, 60_000)
    days = days_left(now, 1_000, smallest)
    assert verdict(now, smallest, 1_000, 1.0).code == "uncertain"
    for later, said in ((days - 1, "uncertain"), (days, code)):
        arms = grown(shown, holdout, 1 + later * 1_000 / now.visitors)
        assert verdict(compare(*arms, 60_000), smallest, 1_000, 1.0).code == said


def test_days_left_exactly() -> None:
    now = compare(Arm.yes_no(10_000, 330), Arm.yes_no(10_000, 300), 60_000)
    assert days_left(now, 1_000, 0.05) == 112
    assert days_left(now, 2_500, 0.05) == 45
    assert days_left(now, 50, 0.05) == MORE_THAN_A_YEAR == 366
    assert (
        days_left(compare(Arm.yes_no(10_000, 600), Arm.yes_no(10_000, 300), 60_000), 9, 0.05) == 0
    )


def test_before_there_is_an_interval_a_difference_seen_is_chance() -> None:
    """Twice as many buyers among 500 visitors: the days are those of the smallest lift."""
    now = compare(Arm.yes_no(500, 40), Arm.yes_no(500, 20), 20_000)
    assert now.reason == "few_buyers"
    assert days_left(now, 1_000, 0.2) == 38
    assert days_left(now, 1_000, 2.0) == 7
    few = compare(Arm.yes_no(100, 60), Arm.yes_no(100, 60), 20_000)
    assert (few.reason, days_left(few, 100, 2.0)) == ("few_visitors", 8)
    enough = 1_000 * LEAST_BUYERS / 20
    assert 6 < (enough - 1_000) / 1_000 <= 7


@pytest.mark.parametrize(
    ("shown", "holdout", "a_day"),
    [
        (Arm.yes_no(900, 90), Arm.yes_no(900, 90), 0),
        (Arm.yes_no(900, 90), Arm.yes_no(900, 0), 100),
        (Arm.yes_no(900, 0), Arm.yes_no(900, 90), 100),
        (Arm.yes_no(900, 900), Arm.yes_no(900, 90), 100),
        (Arm.yes_no(0, 0), Arm.yes_no(900, 90), 100),
        (Arm.yes_no(900, 90), Arm.yes_no(0, 0), 100),
        (Arm.yes_no(900, 200), Arm(900, 200, 0.0, 400.0), 100),
    ],
)
def test_where_nothing_can_be_said(shown: Arm, holdout: Arm, a_day: float) -> None:
    assert days_left(compare(shown, holdout, 9_000), a_day, 0.1) is None


def test_the_smallest_lift_must_be_one() -> None:
    now = compare(Arm.yes_no(900, 90), Arm.yes_no(900, 90), 9_000)
    with pytest.raises(ValueError, match="smallest_lift must be above 0, not 0"):
        days_left(now, 100, 0)


def test_visitors_needed_by_hand() -> None:
    errors = reach(1, 1, 0.05) + NormalDist().inv_cdf(0.8)
    assert errors == pytest.approx(3.877, abs=1e-3)
    by_hand = (2 / (0.1 * 1)) ** 2 * (1.1 / 0.5 + 1.05 / 0.5) * errors**2
    assert visitors_needed(1, 2, 0.5, 0.1) == pytest.approx(by_hand, abs=1) == 25_855
    assert visitors_needed(100, 200, 0.5, 0.1) == 25_855
    assert visitors_needed(-1, 2, 0.5, 0.1) == 25_855


def test_more_is_needed_for_less() -> None:
    usual = visitors_needed(1, 2, 0.5, 0.1)
    assert visitors_needed(1, 2, 0.05, 0.1) > 5 * usual
    assert visitors_needed(1, 2, 0.5, 0.05) > 3.8 * usual
    assert visitors_needed(1, 2, 0.5, 0.1, power=0.9) > usual
    assert visitors_needed(1, 2, 0.5, 0.1, alpha=0.01) > usual


def test_never_fewer_than_anything_is_said_of() -> None:
    assert visitors_needed(1, 0.1, 0.1, 0.5) == 500 / 0.1
    assert visitors_needed(1, 0.1, 0.9, 0.5, buying=0.03) == pytest.approx(150 / 0.03 / 0.1, abs=1)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("mean", (0, 2, 0.5, 0.1)),
        ("sd", (1, 0, 0.5, 0.1)),
        ("share_of_holdout", (1, 2, 1, 0.1)),
        ("smallest_lift", (1, 2, 0.5, 0)),
        ("power", (1, 2, 0.5, 0.1, 1)),
        ("alpha", (1, 2, 0.5, 0.1, 0.8, 0)),
        ("buying", (1, 2, 0.5, 0.1, 0.8, 0.05, 0)),
    ],
)
def test_nothing_is_planned_with_nonsense(name: str, values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=name):
        visitors_needed(*values)


@pytest.mark.parametrize(
    ("visitors", "a_day", "days"),
    [(14_000, 667, 21), (14_000, 14_000, 1), (14_000, 1, 366), (14_000, 0, None), (0, 5, 0)],
)
def test_days_for_so_many_visitors(visitors: int, a_day: float, days: int | None) -> None:
    assert days_for(visitors, a_day) == days
