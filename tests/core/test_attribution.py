"""What a line owes: the last touch in the window, directly before assisted."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from crosssell.core.attribution import ASSISTED, DIRECT, Line, Owed, Touch, left, owed

PLACED = datetime(2026, 6, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
TEN = Decimal("10.00")
TEA, MILK, CUP = 1, 2, 3


def before(minutes: int) -> datetime:
    return PLACED - timedelta(minutes=minutes)


def of(*touches: Touch, lines: tuple[Line, ...] = (Line(1, TEA, TEN),)) -> tuple[Owed, ...]:
    return owed(PLACED, WEEK, lines, touches)


def test_nothing_is_owed_without_touches() -> None:
    assert of() == ()


def test_the_last_touch_of_the_family_wins() -> None:
    assert of(Touch(7, before(5), TEA), Touch(8, before(9), TEA)) == (Owed(1, 7, DIRECT),)


def test_two_touches_of_one_moment_are_decided_by_their_ids() -> None:
    assert of(Touch(8, before(5), TEA), Touch(7, before(5), TEA)) == (Owed(1, 8, DIRECT),)
    assert of(Touch(7, before(5), CUP), Touch(8, before(5), MILK)) == (Owed(1, 8, ASSISTED),)


def test_direct_goes_before_assisted_even_where_that_is_later() -> None:
    lines = (Line(2, MILK, TEN), Line(1, TEA, TEN))
    found = of(Touch(7, before(60), TEA), Touch(8, before(5), CUP), lines=lines)
    assert found == (Owed(1, 7, DIRECT), Owed(2, 8, ASSISTED))


@pytest.mark.parametrize(
    ("at", "earns"),
    [
        (PLACED, True),
        (PLACED + timedelta(microseconds=1), False),
        (PLACED - WEEK, True),
        (PLACED - WEEK - timedelta(microseconds=1), False),
    ],
)
def test_the_window_ends_with_the_order_and_both_ends_count(at: datetime, earns: bool) -> None:
    assert bool(of(Touch(7, at, TEA))) is earns
    assert bool(of(Touch(7, at, MILK))) is earns


def test_what_lay_in_the_basket_before_a_touch_owes_it_nothing() -> None:
    line = Line(1, TEA, TEN, since=before(30))
    assert of(Touch(7, before(29), MILK), lines=(line,)) == ()
    assert of(Touch(7, before(30), MILK), lines=(line,)) == (Owed(1, 7, ASSISTED),)
    both = Touch(7, before(40), MILK), Touch(8, before(10), CUP)
    assert of(*both, lines=(line,)) == (Owed(1, 7, ASSISTED),)


def test_the_recommended_product_is_owed_directly_though_it_lay_there_before() -> None:
    line = Line(1, TEA, TEN, since=before(30))
    assert of(Touch(7, before(10), TEA), lines=(line,)) == (Owed(1, 7, DIRECT),)


@pytest.mark.parametrize("line", [Line(1, TEA, Decimal("0.00")), Line(1, None, TEN)])
def test_what_is_free_or_unknown_owes_nothing(line: Line) -> None:
    assert of(Touch(7, before(5), TEA), lines=(line,)) == ()


@pytest.mark.parametrize(
    ("amount", "quantity", "gone", "digits", "stays"),
    [
        ("10.00", 3, 0, 2, "10.00"),
        ("10.00", 3, 1, 2, "6.66"),
        ("10.00", 3, 2, 2, "3.33"),
        ("10.00", 3, 3, 2, "0.00"),
        ("10.00", 3, 9, 2, "0.00"),
        ("0.00", 0, 0, 2, "0.00"),
        # Yen have no parts, unless the order itself has them.
        ("1000.00", 3, 1, 0, "666"),
        ("909.09", 2, 1, 0, "454.54"),
    ],
)
def test_what_is_left_of_a_line(
    amount: str, quantity: int, gone: int, digits: int, stays: str
) -> None:
    assert str(left(Decimal(amount), quantity, gone, digits)) == stays
