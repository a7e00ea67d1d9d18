"""What holds for every two arms."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosssell.core.experiments import Arm, Comparison, compare, verdict
from crosssell.core.experiments.boundary import reach
from tests.proofs import proven


@st.composite
def arms(draw: st.DrawFn) -> Arm:
    visitors = draw(st.integers(500, 10**6))
    buyers = draw(st.integers(150, visitors))
    basket = draw(st.floats(1, 200))
    uneven = draw(st.floats(1.01, 8))
    return Arm(visitors, buyers, buyers * basket, buyers * basket**2 * uneven)


PLANNED = st.integers(1_000, 10**6)


def numbers(found: Comparison) -> list[float]:
    assert found.reason == ""
    return [found.difference, found.low, found.high]


@proven
@given(arms(), arms(), PLANNED)
def test_arms_that_change_places_mirror_the_interval(one: Arm, other: Arm, planned: int) -> None:
    there, back = compare(one, other, planned), compare(other, one, planned)
    assert there.difference == -back.difference
    assert there.low == pytest.approx(-back.high, rel=1e-9, abs=1e-12)
    assert there.decided == back.decided


@proven
@given(arms(), arms(), PLANNED)
def test_cents_and_euros_say_the_same(one: Arm, other: Arm, planned: int) -> None:
    euros = compare(one, other, planned)
    cents = compare(
        *(
            replace(arm, total=arm.total * 128, squares=arm.squares * 128**2)
            for arm in (one, other)
        ),
        planned,
    )
    assert numbers(cents) == pytest.approx([128 * number for number in numbers(euros)], rel=1e-9)
    for name in ("lift", "lift_low", "lift_high"):
        lift = getattr(euros, name)
        # Where the holdout's mean is nearly 0 the last digits are lost in a difference.
        near = None if lift is None else pytest.approx(lift, rel=1e-6, abs=1e-9)
        assert getattr(cents, name) == near
    said, again = (verdict(found, 0.05, 100, 1.0) for found in (euros, cents))
    assert (said.code, said.days) == (again.code, again.days)


@proven
@given(arms(), arms(), PLANNED)
def test_the_lift_leaves_out_0_where_the_difference_does(
    one: Arm, other: Arm, planned: int
) -> None:
    found = compare(one, other, planned)
    assert found.low <= found.difference <= found.high
    if found.lift_low is None:
        return
    assert found.lift_low <= found.lift <= found.lift_high
    if min(abs(found.low), abs(found.high)) > 1e-9 * abs(found.difference):
        assert (found.lift_low > 0 or found.lift_high < 0) == found.decided


@proven
@given(arms(), arms(), PLANNED, st.integers(2, 50))
def test_more_of_the_same_never_widens(one: Arm, other: Arm, planned: int, times: int) -> None:
    more = [
        Arm(arm.visitors * times, arm.buyers * times, arm.total * times, arm.squares * times)
        for arm in (one, other)
    ]
    before, after = compare(one, other, planned), compare(*more, planned)
    assert after.high - after.low < before.high - before.low


@proven
@given(st.integers(1, 10**6), st.integers(1, 10**6), PLANNED, st.floats(0.001, 0.3))
def test_at_one_spread_the_width_falls_with_every_visitor(
    one: int, more: int, planned: int, alpha: float
) -> None:
    before, after = (reach(n, planned, alpha) / n**0.5 for n in (one, one + more))
    assert after < before
