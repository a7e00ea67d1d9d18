"""The comparison of two arms: exact figures, and what it says too little for."""

from math import exp, log, sqrt

import pytest

from crosssell.core.experiments import Arm, Ratio, compare
from crosssell.core.experiments.boundary import reach, rho_squared

SHOWN, HOLDOUT = Arm.yes_no(10_000, 360, "shown"), Arm.yes_no(5_000, 150, "holdout")


def test_rho_is_that_of_the_planned_visitors() -> None:
    twice = 2 * log(20)
    assert (
        rho_squared(1, 0.05)
        == pytest.approx(twice + log(twice) + 1)
        == pytest.approx(8.7819, abs=1e-4)
    )
    assert rho_squared(10_000, 0.05) == pytest.approx(rho_squared(1, 0.05) / 10_000)


def test_the_planned_visitors_have_nearly_the_narrowest_interval_of_all_rhos() -> None:
    def errors(scaled: float) -> float:
        return sqrt(2 * (scaled + 1) / scaled * log(sqrt(scaled + 1) / 0.05))

    best = min(errors(step / 100) for step in range(1, 3000))
    assert errors(8.7819) == pytest.approx(reach(20_000, 20_000, 0.05))
    assert best <= reach(20_000, 20_000, 0.05) < 1.001 * best


@pytest.mark.parametrize(
    ("visitors", "errors"), [(1_000, 3.7633), (10_000, 3.0354), (100_000, 3.2554)]
)
def test_the_reach_in_standard_errors(visitors: int, errors: float) -> None:
    assert reach(visitors, 10_000, 0.05) == pytest.approx(errors, abs=1e-4)


def test_the_reach_is_where_the_mixture_of_gaussians_meets_1_over_alpha() -> None:
    """The interval ends where Robbins' mixture likelihood ratio is 1 / alpha."""
    visitors, rho2 = 700, rho_squared(2_000, 0.05)
    wandered = reach(visitors, 2_000, 0.05) * sqrt(visitors)
    ratio = exp(rho2 * wandered**2 / (2 * (visitors * rho2 + 1))) / sqrt(visitors * rho2 + 1)
    assert ratio == pytest.approx(20)


def test_conversions() -> None:
    found = compare(SHOWN, HOLDOUT, planned=15_000)
    pooled = (360 * 9_640 / 10_000 + 150 * 4_850 / 5_000) / 14_998
    spread = 360 * 9_640 / 10_000 / 9_999
    half = reach(15_000, 15_000, 0.05) * sqrt(spread / 10_000 + pooled / 5_000)
    assert found.difference == pytest.approx(0.006)
    assert found.lift == pytest.approx(0.2)
    assert found.low == pytest.approx(0.006 - half) == pytest.approx(-0.003618, abs=1e-6)
    assert found.high == pytest.approx(0.006 + half)
    assert (found.reason, found.decided, found.visitors) == ("", False, 15_000)


def test_the_lift_is_left_out_where_its_difference_would_be_decided() -> None:
    """Each end of the lift's interval is an end of an interval for that multiple."""
    found = compare(SHOWN, HOLDOUT, planned=15_000)
    assert found.lift_low == pytest.approx(-0.100, abs=1e-3)
    assert found.lift_high == pytest.approx(0.673, abs=1e-3)
    pooled = (360 * 9_640 / 10_000 + 150 * 4_850 / 5_000) / 14_998
    spread = 360 * 9_640 / 10_000 / 9_999
    for lift in (found.lift_low, found.lift_high):
        error = sqrt(spread / 10_000 + (1 + lift) ** 2 * pooled / 5_000)
        away = abs(0.036 - (1 + lift) * 0.03)
        assert away == pytest.approx(reach(15_000, 15_000, 0.05) * error)


def test_average_order_value() -> None:
    shown = Ratio.of([(0, 0)] * 4_000 + [(30, 1)] * 300 + [(110, 2)] * 50)
    holdout = Ratio.of([(0, 0)] * 4_000 + [(25, 1)] * 300 + [(60, 2)] * 50)
    found = compare(shown, holdout, planned=8_700)
    assert found.difference == pytest.approx(14_500 / 400 - 10_500 / 400)
    assert found.lift == pytest.approx(10 / 26.25)
    assert found.decided
    assert found.low > 0
    assert found.lift_low > 0


@pytest.mark.parametrize(
    ("holdout", "reason"),
    [
        (Arm.yes_no(499, 150), "few_visitors"),
        (Arm.yes_no(500, 149), "few_buyers"),
        (Arm.yes_no(500, 500), "no_spread"),
        (Arm.yes_no(0, 0), "few_visitors"),
    ],
)
def test_too_little_to_say_anything(holdout: Arm, reason: str) -> None:
    for found in (compare(SHOWN, holdout, 9_000), compare(holdout, SHOWN, 9_000)):
        assert found.reason == reason
        assert found.low is found.high is found.lift_low is found.lift_high is None
        assert not found.decided
    assert compare(SHOWN, Arm.yes_no(500, 150), 9_000).reason == ""


def test_what_cannot_be_divided_has_no_lift() -> None:
    nothing = Arm(1_000, 200, 0.0, 400.0)
    found = compare(SHOWN, nothing, 9_000)
    assert found.difference == pytest.approx(0.036)
    assert found.lift is found.lift_low is found.lift_high is None
    assert compare(SHOWN, Arm.yes_no(0, 0), 9_000).difference is None


def test_a_share_of_a_loss_is_no_lift() -> None:
    loss, less = Arm(1_000, 200, -400.0, 900.0), Arm(1_000, 200, -300.0, 700.0)
    found = compare(less, loss, 2_000)
    assert found.difference == pytest.approx(0.1)
    assert found.low < 0.1 < found.high
    assert found.lift is found.lift_low is found.lift_high is None


def test_several_variants_take_wider_intervals() -> None:
    one, three = (compare(SHOWN, HOLDOUT, 15_000, alpha) for alpha in (0.05, 0.05 / 3))
    assert three.low < one.low < one.high < three.high


def test_settings_out_of_range() -> None:
    with pytest.raises(ValueError, match="planned must be at least 1"):
        compare(SHOWN, HOLDOUT, 0)
    with pytest.raises(ValueError, match="alpha must be between 0 and 0.5"):
        compare(SHOWN, HOLDOUT, 9_000, alpha=0.5)
    with pytest.raises(ValueError, match="visitors must be above 0"):
        reach(0, 9_000, 0.05)
