"""What bundles' pieces brought: their own discount, and their share of all others."""

from decimal import Decimal
from fractions import Fraction

import pytest

from crosssell.core.reward_values import Sold, Taken, Worth, bundle_values, rounded

D = Decimal


def test_pieces_bear_the_discount_of_their_own_bundle() -> None:
    # Three pieces at 4.00; one of them is in the bundle and gets 1.00 off.
    line = Sold(D("12.00"), D("11.00"), D("1.00"), 3, 3)
    found = bundle_values({1: line}, [Taken(5, 1, 1, D("1.00"))])
    assert found == {5: Worth(D("3.00"), D("1.00"))}


def test_other_discounts_are_shared_by_all_pieces() -> None:
    # 12.00, of which the bundle takes 1.00 and an offer 3.00: 1.00 of each piece.
    line = Sold(D("12.00"), D("8.00"), D("4.00"), 3, 3)
    found = bundle_values({1: line}, [Taken(5, 1, 1, D("1.00"))])
    assert found == {5: Worth(D("2.00"), D("1.00"))}


def test_a_discount_with_tax_counts_without_it() -> None:
    # 20 % tax: 1.20 off the price of the shop window are 1.00 off the price without tax.
    line = Sold(D("4.00"), D("3.00"), D("1.20"), 1, 1)
    found = bundle_values({1: line}, [Taken(5, 1, 1, D("1.20"))])
    assert found == {5: Worth(D("3.00"), D("1.20"))}


def test_two_bundles_on_one_line_bring_what_the_line_brought() -> None:
    line = Sold(D("9.00"), D("6.00"), D("3.00"), 3, 3)
    takes = [Taken(5, 1, 1, D("1.00")), Taken(6, 1, 2, D("2.00"))]
    found = bundle_values({1: line}, takes)
    assert found == {5: Worth(D("2.00"), D("1.00")), 6: Worth(D("4.00"), D("2.00"))}


def test_what_came_back_is_taken_off_all_pieces_alike() -> None:
    line = Sold(D("8.00"), D("6.00"), D("2.00"), 2, 1)
    found = bundle_values({1: line}, [Taken(5, 1, 2, D("2.00"))])
    assert found == {5: Worth(D("3.00"), D("1.00"))}


@pytest.mark.parametrize("take", [Taken(5, 9, 1, D("1.00")), Taken(5, 2, 1, D("1.00"))])
def test_lines_that_are_not_known_bring_nothing(take: Taken) -> None:
    lines = {1: Sold(D(4), D(4), D(0), 1, 1), 2: Sold(D(0), D(0), D(0), 0, 0)}
    assert bundle_values(lines, [take]) == {}


def test_a_bundle_that_took_more_than_the_line_bears_brings_nothing() -> None:
    line = Sold(D("4.00"), D("0.00"), D("4.00"), 1, 1)
    found = bundle_values({1: line}, [Taken(5, 1, 1, D("5.00"))])
    assert found == {5: Worth(D("0.00"), D("5.00"))}


@pytest.mark.parametrize(
    ("amount", "cents"),
    [((1, 3), "0.33"), ((1, 200), "0.01"), ((1, 201), "0.00"), ((5, 1), "5.00")],
)
def test_a_half_goes_up(amount: tuple[int, int], cents: str) -> None:
    assert str(rounded(Fraction(*amount))) == cents
