"""How far a basket is from each tier, and what the reached ones take off, to the minor unit."""

import pytest

from crosssell.core.threshold_terms import Left, Stand
from crosssell.core.thresholds import discounts, gap, standing, stands
from tests.core.tier_cases import amount, ladder, percent, tier

TEA, CUP, TIN = Left(1, 2_000), Left(2, 1_550), Left(3, 1)


@pytest.mark.parametrize(
    ("counted", "at_least", "missing"),
    [
        (0, 5_000, 5_000),
        (3_760, 5_000, 1_240),
        (4_999, 5_000, 1),
        (5_000, 5_000, 0),
        (5_001, 5_000, 0),
        # A tier from 0 on begins with the first minor unit: nothing is reached with nothing.
        (0, 0, 1),
        (1, 0, 0),
        (1, 1, 0),
    ],
)
def test_the_gap_is_what_is_missing(counted: int, at_least: int, missing: int) -> None:
    assert gap(counted, at_least) == missing


def test_the_lowest_tier_comes_first_of_equal_ones_the_older() -> None:
    high, low, same = tier(1, 9_000), tier(3, 500), tier(2, 9_000)
    assert stands([high, same, low], 600) == (
        Stand(low, 0, True),
        Stand(high, 8_400, False),
        Stand(same, 8_400, False),
    )
    assert stands([], 600) == ()


def test_a_standing_names_what_is_reached_and_what_is_next() -> None:
    low, high = tier(1, 500), tier(2, 900)
    found = standing(ladder(low, high), 600)
    assert (found.counted, found.reached, found.granted) == (600, (low,), (low,))
    assert found.next == Stand(high, 300, False)
    assert standing(ladder(low, high), 900).next is None
    assert standing(ladder(low, high), 0).reached == ()


def test_a_decorative_tier_is_reached_and_gives_nothing() -> None:
    shown, given = percent(1, 500, "50", decorative=True), percent(2, 500, "10")
    found = standing(ladder(shown, given), 2_000, [TEA])
    assert found.reached == (shown, given)
    assert found.granted == (given,)
    assert found.given == {2: {1: 200}}


def test_a_blocked_threshold_is_reached_and_gives_nothing() -> None:
    found = standing(ladder(percent(1, 500, "10")), 2_000, [TEA], "bundles")
    assert [one.id for one in found.reached] == [1]
    assert (found.blocked, found.granted, found.given) == ("bundles", (), {})


def test_only_discounts_are_taken_off_lines() -> None:
    others = [
        tier(1, 1, "free_shipping"),
        tier(2, 1, "gift_of_choice"),
        tier(3, 1, "voucher_amount", amount=500),
        tier(4, 1, "message"),
    ]
    found = standing(ladder(*others), 2_000, [TEA])
    assert found.granted == tuple(others)
    assert found.given == {}


def test_a_tier_that_is_not_reached_takes_nothing_off() -> None:
    found = standing(ladder(percent(1, 2_001, "10")), 2_000, [TEA])
    assert (found.reached, found.given) == ((), {})


def test_of_two_discounts_the_better_one_is_given() -> None:
    ten, five = percent(1, 100, "10"), amount(2, 200, 500)
    assert discounts([ten, five], [TEA, CUP], adds_up=False) == {2: {1: 282, 2: 218}}
    assert discounts([ten, amount(2, 200, 300)], [TEA, CUP], adds_up=False) == {1: {1: 200, 2: 155}}


def test_of_equal_discounts_the_highest_tier_is_given() -> None:
    equal = [percent(1, 100, "10"), amount(2, 200, 355), percent(3, 300, "10")]
    assert discounts(equal, [TEA, CUP], adds_up=False) == {3: {1: 200, 2: 155}}
    assert discounts(equal[:2], [TEA, CUP], adds_up=False) == {2: {1: 200, 2: 155}}


def test_discounts_that_add_up_are_taken_off_what_is_left() -> None:
    # 20.00 and 15.50: 5.50 off leaves 16.90 and 13.10, of which 10 % are 1.69 and 1.31.
    steps = [amount(1, 100, 550), percent(2, 200, "10")]
    assert discounts(steps, [TEA, CUP], adds_up=True) == {
        1: {1: 310, 2: 240},
        2: {1: 169, 2: 131},
    }
    # The other way round 3.55 first, then 5.50.
    assert discounts(steps[::-1], [TEA, CUP], adds_up=True) == {
        2: {1: 200, 2: 155},
        1: {1: 310, 2: 240},
    }


def test_no_line_gives_more_than_is_left_of_it() -> None:
    greedy = [amount(1, 100, 10**9), percent(2, 200, "100"), amount(3, 300, 10)]
    assert discounts(greedy, [TEA, CUP], adds_up=True) == {1: {1: 2_000, 2: 1_550}}
    assert discounts(greedy, [TEA, CUP], adds_up=False) == {2: {1: 2_000, 2: 1_550}}


def test_a_percentage_is_rounded_down_once_for_the_whole_order() -> None:
    # 10 % of 35.51 is 3.551: the lines' 2.00, 1.55 and 0.001 add up to 3.55.
    assert discounts([percent(1, 1, "10")], [TEA, CUP, TIN], adds_up=False) == {1: {1: 200, 2: 155}}
    # Three times 0.3335: 1.00 in all, the first of equal ones gets the cent that is left.
    three = [Left(pk, 333) for pk in (5, 6, 7)]
    assert discounts([percent(1, 1, "10.02")], three, adds_up=False) == {1: {5: 34, 6: 33, 7: 33}}


def test_the_order_of_the_lines_is_irrelevant() -> None:
    three = [Left(7, 333), Left(5, 333), Left(6, 333)]
    assert discounts([amount(1, 1, 100)], three, adds_up=False) == {1: {5: 34, 6: 33, 7: 33}}


def test_nothing_left_means_nothing_given() -> None:
    tiers = [percent(1, 1, "10"), amount(2, 1, 500)]
    for left in ([], [Left(1, 0)], [Left(1, 0), Left(2, 0)]):
        for adds_up in (False, True):
            assert discounts(tiers, left, adds_up=adds_up) == {}
    # 10 % of 0.09 is nothing, so the tier has given nothing.
    assert discounts(tiers[:1], [Left(1, 9)], adds_up=True) == {}
    assert discounts([], [TEA], adds_up=False) == {}
