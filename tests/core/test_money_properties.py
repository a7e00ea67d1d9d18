"""What holds for every amount that is split or written in minor units."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crosssell.core.money import digits, from_minor, part_of, split
from tests.proofs import proven

AMOUNTS = st.integers(0, 10**9)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=6)
CURRENCIES = st.sampled_from(("JPY", "EUR", "KWD"))


@proven
@given(AMOUNTS, WEIGHTS)
def test_parts_add_up_and_are_fair(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    shares = weights if whole else [1] * len(weights)
    for part, share in zip(parts, shares, strict=True):
        # Rounded down or up, never further.
        assert total * share // sum(shares) <= part <= -(-total * share // sum(shares))


@proven
@given(WEIGHTS, st.lists(st.integers(0, 10**4), min_size=6, max_size=6), st.integers(0, 100))
def test_no_part_gets_more_than_it_may(weights: list[int], most: list[int], percent: int) -> None:
    most = most[: len(weights)]
    total = sum(most) * percent // 100
    parts = split(total, weights, most)
    assert sum(parts) == total
    assert all(0 <= part <= limit for part, limit in zip(parts, most, strict=True))


@proven
@given(CURRENCIES, AMOUNTS)
def test_minor_units_are_amounts(currency: str, minor: int) -> None:
    assert from_minor(minor, digits(currency)) == Decimal(minor) / 10 ** digits(currency)


@proven
@given(AMOUNTS, st.lists(st.integers(0, 5), max_size=6), st.integers(0, 5))
def test_steps_of_a_delivery_add_up(total: int, steps: list[int], last: int) -> None:
    quantity = sum(steps) + last
    parts, before = [], 0
    for now in (*steps, last):
        parts.append(part_of(total, quantity, before, now) if quantity else 0)
        before += now
    if quantity:
        assert sum(parts) == total
        whole = total // quantity
        for part, now in zip(parts, (*steps, last), strict=True):
            # No piece gets a minor unit more or less than its even share.
            assert whole * now <= part <= (whole + 1) * now
