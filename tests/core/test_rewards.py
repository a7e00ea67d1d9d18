"""What each reward gives, to the minor unit and the piece."""

from typing import Any

import pytest

from crosssell import registry
from crosssell.core.args import ArgsError, parse
from crosssell.core.bundle_terms import Piece

Prices = list[list[int]]


def given(code: str, sets: list[list[Piece]], amount: int | None = None, **args: Any) -> Prices:
    """The discounts of each set's pieces."""
    plugin = registry.get("rewards", code)
    found: Prices = plugin.run(sets, parse(plugin.args, args), amount)
    return found


def pieces(*prices: int) -> list[Piece]:
    return [Piece(price) for price in prices]


def for_last(*prices: int) -> list[Piece]:
    """A set whose last piece alone is what the reward is for."""
    return [Piece(price, at == len(prices) - 1) for at, price in enumerate(prices)]


def test_percent_is_rounded_down_once_for_all_sets() -> None:
    # 15 % of 1.03 is 0.1545: of three sets it is 0.46, and not three times 0.15.
    assert given("percent", [pieces(103)], percent="15") == [[15]]
    assert given("percent", [pieces(103)] * 3, percent="15") == [[16], [15], [15]]
    # Which pieces make a set does not matter for the sum.
    assert given("percent", [pieces(103, 103), pieces(103)], percent="15") == [[16, 15], [15]]


def test_percent_is_spread_in_proportion() -> None:
    assert given("percent", [pieces(1_000, 500, 1)], percent="10") == [[100, 50, 0]]
    assert given("percent", [for_last(1_000, 500)], percent="50") == [[0, 250]]


def test_amount_off_is_no_more_than_the_set_costs() -> None:
    assert given("amount_off", [pieces(300, 100), pieces(50, 10)], 100) == [[75, 25], [50, 10]]
    assert given("amount_off", [for_last(300, 100)], 150) == [[0, 100]]
    assert given("amount_off", [pieces(300)], None) == [[0]]


def test_a_fixed_price_takes_off_what_is_above_it() -> None:
    assert given("fixed_price", [pieces(300, 100), pieces(50, 10)], 100) == [[225, 75], [0, 0]]
    assert given("fixed_price", [for_last(300, 100)], 60) == [[0, 40]]
    assert given("fixed_price", [pieces(300)], None) == [[0]]


def test_the_cheapest_piece_is_free() -> None:
    assert given("cheapest_free", [pieces(300, 100, 200)]) == [[0, 100, 0]]
    # Of equal ones the last; of parts that it is for the cheapest of these.
    assert given("cheapest_free", [pieces(100, 100)]) == [[0, 100]]
    assert given("cheapest_free", [[Piece(50, False), Piece(200), Piece(100)]]) == [[0, 0, 100]]


def test_the_next_cheaper_ones() -> None:
    sets = [pieces(300, 100, 200), pieces(99, 99, 99)]
    assert given("nth_at_percent", sets, percent="50") == [[0, 50, 0], [0, 0, 49]]
    assert given("nth_at_percent", sets, percent="100", count=2) == [[0, 100, 200], [0, 99, 99]]


def test_a_gift_is_free() -> None:
    assert given("gift", [for_last(900, 250)]) == [[0, 250]]


@pytest.mark.parametrize(
    ("count", "total"), [(1, 0), (2, 5 * 2), (4, 5 * 4), (5, 10 * 5), (9, 10 * 9)]
)
def test_the_tier_that_is_reached_counts_for_all_pieces(count: int, total: int) -> None:
    [found] = given(
        "quantity_tiers", [pieces(*[100] * count)], quantities=[2, 5], percents=["5", "10"]
    )
    assert sum(found) == total


@pytest.mark.parametrize(
    ("quantities", "percents", "said"),
    [
        ([5, 2], ["5", "10"], "quantities: must rise, such as 2, 5, 10"),
        ([2, 2], ["5", "10"], "quantities: must rise, such as 2, 5, 10"),
        ([2, 5], ["5"], "percents: needs 2 entries, one a quantity"),
        ([2, 5], ["10", "5"], "percents: must rise, such as 5, 10, 15"),
        ([2], ["100.01"], "percents: must be at most 100"),
        ([2], ["0.005"], "percents: must be at least 0.01"),
        ([0], ["5"], "quantities: must be at least 1"),
        ([], [], "quantities: needs at least one entry"),
    ],
)
def test_tiers_that_make_no_sense_are_refused(
    quantities: list[int], percents: list[str], said: str
) -> None:
    with pytest.raises(ArgsError) as refused:
        given("quantity_tiers", [], quantities=quantities, percents=percents)
    assert str(refused.value) == said


def test_a_percentage_has_two_decimals_at_most() -> None:
    with pytest.raises(ArgsError, match="percent: must have at most 2 decimals"):
        given("percent", [], percent="33.333")
    assert given("percent", [pieces(100)], percent="33.330") == [[33]]
