"""Minor units, and amounts split without a rest."""

from decimal import Decimal

import pytest

from crosssell.core.money import digits, from_minor, part_of, split


@pytest.mark.parametrize(
    ("currency", "places"), [("JPY", 0), ("EUR", 2), ("kwd", 3), ("USD", 2), ("XYZ", 2), ("", 2)]
)
def test_a_currency_has_its_digits(currency: str, places: int) -> None:
    assert digits(currency) == places


@pytest.mark.parametrize(
    ("amount", "places", "minor"),
    [
        ("12.34", 2, 1234),
        ("12", 2, 1200),
        ("150", 0, 150),
        ("1.005", 3, 1005),
    ],
)
def test_amounts_in_minor_units(amount: str, places: int, minor: int) -> None:
    assert from_minor(minor, places) == Decimal(amount)


def test_written_amounts_have_all_decimals() -> None:
    assert str(from_minor(1200, 2)) == "12.00"
    assert str(from_minor(150, 0)) == "150"
    assert str(from_minor(-5, 3)) == "-0.005"


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (100, [200, 100], [67, 33]),
        (1, [5, 5], [1, 0]),
        (2, [1, 2, 3], [0, 1, 1]),
        (10, [0, 3, 0], [0, 10, 0]),
        (5, [0, 0], [3, 2]),
        (0, [4, 5], [0, 0]),
        (0, [], []),
    ],
)
def test_the_largest_remainders_get_what_is_left(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert split(total, weights) == parts


@pytest.mark.parametrize(
    ("total", "weights", "most", "parts"),
    [
        (9, [1, 1, 1], [1, 9, 9], [1, 4, 4]),
        (9, [8, 1], [2, 9], [2, 7]),
        (4, [1, 0, 0], [1, 2, 2], [1, 2, 1]),
        (6, [5, 5], [3, 3], [3, 3]),
    ],
)
def test_what_a_part_cannot_take_goes_to_the_others(
    total: int, weights: list[int], most: list[int], parts: list[int]
) -> None:
    assert split(total, weights, most) == parts


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="7 does not fit"):
        split(7, [1, 1], [3, 3])
    with pytest.raises(ValueError, match="1 does not fit"):
        split(1, [])
    with pytest.raises(ValueError, match="may be negative"):
        split(-1, [1])
    with pytest.raises(ValueError, match="may be negative"):
        split(1, [1, -1])


def test_a_delivery_in_steps() -> None:
    # 1.00 off a line of 3: the pieces get 0.33, 0.33 and 0.34.
    assert [part_of(100, 3, at, 1) for at in range(3)] == [33, 33, 34]
    assert part_of(100, 3, 0, 2) == 66
    assert part_of(100, 3, 2, 1) == 34
    assert part_of(100, 3, 0, 3) == 100
    assert part_of(100, 3, 1, 0) == part_of(0, 0, 0, 0) == 0


@pytest.mark.parametrize(("before", "now"), [(2, 2), (0, 4), (-1, 1), (1, -1)])
def test_pieces_that_are_not_there_are_refused(before: int, now: int) -> None:
    with pytest.raises(ValueError, match="are not in a line of 3"):
        part_of(100, 3, before, now)
