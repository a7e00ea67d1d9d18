"""Where a threshold could begin: counts and costs around round amounts, exact to the minor unit."""

from fractions import Fraction
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosssell.core.threshold_levels import (
    AMOUNT,
    GIFT,
    PERCENT,
    SHIPPING,
    Bar,
    Group,
    Level,
    Reward,
    Values,
    bars,
    break_even,
    candidates,
    levels,
    suggested,
)

# 10 orders of 10.00, 20 of 20.00, 30 of 29.99, 5 of 30.00, 35 of 80.00.
SHOP = ((1000, 10, 5900), (2000, 20, 0), (2999, 30, 1770), (3000, 5, 500), (8000, 35, 700))


def values(*groups: tuple[int, int, int]) -> Values:
    return Values(Group(*one) for one in groups or SHOP)


def test_what_all_orders_say() -> None:
    shop = values()
    assert (shop.count, shop.total, shop.median, shop.mean) == (100, 434_970, 2999, 4350)
    assert (shop.quantile(10, 100), shop.quantile(11, 100)) == (1000, 2000)
    assert (shop.quantile(65, 100), shop.quantile(66, 100)) == (3000, 8000)
    assert (shop.below(2999), shop.below(3000), shop.below(9000)) == (30, 60, 100)


def test_half_a_unit_of_the_mean_goes_up() -> None:
    assert values((1, 1, 0), (2, 1, 0)).mean == 2


def test_equal_values_are_put_together_and_less_than_nothing_is_nothing() -> None:
    shop = Values([Group(-500, 2, 0), Group(0, 3, 7, 2), Group(100, 1, 1, 1), Group(100, 4, 2, 1)])
    assert list(shop.values) == [0, 100]
    assert list(shop.orders) == [5, 5]
    assert list(shop.charges) == [7, 3]
    assert (shop.total, shop.paying) == (500, 4)


def test_nothing_was_sold() -> None:
    shop = Values([])
    assert (shop.count, shop.total, shop.median, shop.mean) == (0, 0, 0, 0)
    assert bars(shop) == candidates(shop) == ()
    assert suggested((), shop) is None
    assert levels(shop, [100], Reward(PERCENT, 500), 70) == (Level(100, 0, 0, 0, 0, 0),)


def test_orders_of_nothing_have_no_round_amounts() -> None:
    assert candidates(values((0, 60, 0))) == ()


def test_bars_hold_every_order_once() -> None:
    found = bars(values(), 4)
    assert found == (
        Bar(0, 2000, 10), Bar(2000, 4000, 55), Bar(4000, 6000, 0), Bar(6000, 8000, 0),
        Bar(8000, 10_000, 35), Bar(10_000, None, 0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reward", "cost", "near_cost"),
    [
        # 40 orders reach 30.00; 30 of 29.99 and none of 20.00 have 70 % of it.
        (Reward(SHIPPING), 1200, 1770),
        (Reward(SHIPPING, amount=590), 40 * 590, 30 * 590),
        (Reward(PERCENT, 333), 5 * 99 + 35 * 266, 30 * 99),
        (Reward(AMOUNT, amount=500), 40 * 500, 30 * 500),
        (Reward(AMOUNT, amount=3500), 5 * 3000 + 35 * 3500, 30 * 3000),
        (Reward(GIFT, amount=225), 40 * 225, 30 * 225),
        (Reward(GIFT), 0, 0),
    ],
)
def test_what_a_reward_costs(reward: Reward, cost: int, near_cost: int) -> None:
    (found,) = levels(values(), [3000], reward, 70)
    assert found == Level(3000, 40, cost, 30, 30, near_cost)


def test_near_is_from_its_share_up_to_below_the_amount() -> None:
    # 66.7 % of 30.00 is 20.01: orders of 20.00 are not within 67 % of it, but within 66 %.
    (far,) = levels(values(), [3000], Reward(GIFT), 67)
    (near,) = levels(values(), [3000], Reward(GIFT), 66)
    assert (far.near, near.near, near.missing) == (30, 50, 20 * 1000 + 30)


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 3), st.integers(0, 9)), max_size=12),
    st.integers(1, 450),
    st.integers(1, 99),
    st.integers(1, 10_000),
)
def test_it_is_what_counting_one_by_one_gives(
    groups: list[tuple[int, int, int]], amount: int, within: int, percent: int
) -> None:
    shop = values(*sorted(groups)) if groups else Values([])
    orders = [value for value, times, _ in groups for _ in range(times)]
    reached = [one for one in orders if one >= amount]
    near = [one for one in orders if within * amount <= 100 * one < 100 * amount]
    (found,) = levels(shop, [amount], Reward(PERCENT, percent), within)
    assert found == Level(
        amount,
        len(reached),
        sum(one * percent // 10_000 for one in reached),
        len(near),
        sum(amount - one for one in near),
        len(near) * (amount * percent // 10_000),
    )
    assert shop.median == (median_low(orders) if orders else 0)
    assert sum(one.orders for one in bars(shop)) == len(orders)


def test_candidates_are_round_and_one_lies_above_the_median() -> None:
    assert candidates(values()) == tuple(range(1000, 9000, 500))
    assert candidates(values((2000, 60, 0))) == tuple(range(1000, 3201, 200))
    assert candidates(values((1, 60, 0))) == (1, 2)


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 50), st.just(0)), min_size=1))
def test_there_are_few_candidates_and_always_one_to_suggest(
    groups: list[tuple[int, int, int]],
) -> None:
    shop = values(*sorted(groups))
    found = candidates(shop)
    assert len(found) <= 17
    assert shop.values[-1] == 0 or found[-1] > shop.median


def test_most_orders_near_win_above_the_median_only() -> None:
    shop = values()
    found = levels(shop, candidates(shop), Reward(SHIPPING), 70)
    best = suggested(found, shop)
    assert best is not None
    # From 24.50 on an order is near 35.00: those of 29.99 and of 30.00.
    assert (best.amount, best.near) == (3500, 35)
    assert suggested(found, values(*((one, 4, 0) for one in (1000, 2000, 2999)))) is None


def test_the_median_itself_is_never_suggested() -> None:
    shop = values((700, 40, 0), (1000, 15, 0), (1900, 45, 0))
    found = levels(shop, [1000, 1100], Reward(SHIPPING), 70)
    assert (shop.median, [one.near for one in found]) == (1000, [40, 15])
    best = suggested(found, shop)
    assert best is not None
    assert best.amount == 1100


def test_of_equal_ones_the_lowest_is_suggested() -> None:
    shop = values((1000, 50, 0), (1400, 10, 0))
    found = levels(shop, [1200, 1100, 1300], Reward(SHIPPING), 70)
    assert [one.near for one in found] == [50, 50, 50]
    best = suggested(found, shop)
    assert best is not None
    assert best.amount == 1100


def test_the_share_that_must_add_something() -> None:
    # 40 orders cost 2.00 each; 30 near ones lack 5.00 each, of which 30 % is margin less 0.50.
    level = Level(3000, 40, 8000, 30, 15_000, 1500)
    assert break_even(level, Fraction(3, 10), Fraction(1)) == Fraction(8000, 4500 - 1500)
    assert break_even(level, Fraction(3, 10), Fraction(1, 2)) == Fraction(4000, 4500 - 750)
    assert break_even(level, Fraction(1, 10), Fraction(1)) is None
    assert break_even(Level(3000, 0, 0, 30, 15_000, 0), Fraction(1), Fraction(1)) == 0
