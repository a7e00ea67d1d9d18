"""The sums of an arm against the same figures found visitor by visitor."""

import statistics

import pytest

from crosssell.core.experiments import Arm, Ratio

PAIRS = [(0, 0)] * 5 + [(20, 1), (35, 1), (80, 2), (0, 1)]


def test_an_arm_is_the_sums_of_its_visitors() -> None:
    values = [0, 0, 12.5, 40, 0, -2]
    arm = Arm.of(values, "holdout")
    assert arm == Arm(6, 3, 50.5, 1760.25, "holdout")
    assert arm.mean == pytest.approx(statistics.mean(values))
    assert arm.variance == pytest.approx(statistics.variance(values))


def test_a_conversion_is_ones_and_zeros() -> None:
    assert Arm.yes_no(8, 3) == Arm.of([1, 1, 1, 0, 0, 0, 0, 0])


def test_a_ratio_is_all_x_over_all_y_with_the_spread_of_its_linear_part() -> None:
    arm = Ratio.of(PAIRS)
    assert arm == Ratio(9, 4, 135, 5, 8025, 7, 215)
    assert arm.mean == 27
    linear = [(x - 27 * y) / (5 / 9) for x, y in PAIRS]
    assert arm.variance == pytest.approx(statistics.variance(linear))


def test_a_ratio_for_each_visitor_is_a_mean() -> None:
    values = [0, 3, 8, 8, 1]
    ratio = Ratio.of((value, 1) for value in values)
    assert ratio.mean == Arm.of(values).mean
    assert ratio.variance == pytest.approx(Arm.of(values).variance)


def test_what_cannot_be_told() -> None:
    assert Arm.of([]).mean is None
    assert Arm.of([7]).variance == 0
    assert Ratio.of([(0, 0), (0, 0)]).mean is None
    assert Ratio.of([(0, 0), (0, 0)]).variance == 0
    assert Arm(1, 1, 5, 26).variance == 0
    assert Ratio(1, 1, 5, 1, 26, 1, 5).variance == 0


def test_rounding_is_not_spread() -> None:
    """Sums of 0.1 leave about 1e-15 where all visitors are alike."""
    assert Arm.of([0.1] * 1001).variance == 0
    assert Ratio.of([(0.1, 0.3)] * 1001).variance == 0


@pytest.mark.parametrize(("visitors", "buyers"), [(3, 4), (3, -1)])
def test_counts_that_cannot_be(visitors: int, buyers: int) -> None:
    with pytest.raises(ValueError, match=f"between 0 and the 3 visitors, not {buyers}"):
        Arm(visitors, buyers, 1, 1)
    with pytest.raises(ValueError, match=f"between 0 and the 3 visitors, not {buyers}"):
        Ratio(visitors, buyers, 1, 1, 1, 1, 1)


def test_sums_that_are_no_numbers() -> None:
    with pytest.raises(ValueError, match="finite"):
        Arm(3, 1, float("inf"), 1)
