"""What closes a gap: found by list prices, judged by what it really adds."""

from decimal import Decimal

import pytest

from crosssell.core.gap_filling import (
    AT_ONCE,
    ROUNDS,
    Filler,
    Gap,
    Offered,
    Real,
    Really,
    pairs,
    singles,
)

MOST = 6


def as_listed(some: tuple[Offered, ...]) -> Real:
    return Real(sum(one.price for one in some), some[0].margin)


def at(percent: int) -> Really:
    """Everything costs so much of its list price."""
    return lambda some: Real(sum(one.price for one in some) * percent // 100, None)


def ids(found: list[Filler]) -> list[tuple[int, ...]]:
    return [tuple(one.id for one in filler.products) for filler in found]


def listed(*prices: int) -> list[Offered]:
    """Products 1, 2, 3 ... at these prices, none more relevant than another."""
    return [Offered(pk, pk, price, 0.0, pk) for pk, price in enumerate(prices, start=1)]


@pytest.mark.parametrize(
    ("overshoot", "most"), [(0, 1000), (30, 2500), (100, 6000), (1, 1050), (33, 2650)]
)
def test_too_much_is_a_share_of_the_tier(overshoot: int, most: int) -> None:
    assert Gap.of(1000, 5000, overshoot) == (1000, most)


def test_the_bounds_belong_to_it() -> None:
    found = singles(listed(999, 1000, 1500, 1501), Gap(1000, 1500), as_listed, MOST)
    assert ids(found) == [(2,), (3,)]
    assert [one.adds for one in found] == [1000, 1500]


def test_relevance_comes_before_nearness_and_nearness_before_margin() -> None:
    half, third = Decimal("0.5"), Decimal("0.3")
    offered = [
        Offered(1, 1, 1000, 0.0, 1, third),
        Offered(2, 2, 1000, 0.0, 2, half),
        Offered(3, 3, 1000, 0.0, 3, None),
        Offered(4, 4, 1001, 0.0, 4, Decimal("0.9")),
        Offered(5, 5, 1200, 0.2, 0, third),
        Offered(6, 6, 1400, 0.7, 0, third),
    ]
    found = singles(offered, Gap(1000, 1500), as_listed, MOST)
    assert ids(found) == [(6,), (5,), (2,), (1,), (3,), (4,)]


def test_of_a_family_the_best_alone() -> None:
    offered = [Offered(1, 9, 1200), Offered(2, 9, 1100), Offered(3, 8, 1300)]
    assert ids(singles(offered, Gap(1000, 1500), as_listed, MOST)) == [(2,), (3,)]


def test_what_must_not_be_proposed_is_not() -> None:
    def really(some: tuple[Offered, ...]) -> Real | None:
        return None if some[0].id == 1 else as_listed(some)

    assert ids(singles(listed(1000, 1100), Gap(1000, 1500), really, MOST)) == [(2,)]


def test_where_all_is_cheaper_than_listed_the_second_round_knows() -> None:
    found = singles(listed(*range(1000, 3000, 10)), Gap(1000, 1040), at(50), 2)
    assert [one.adds for one in found] == [1000, 1005]


def test_one_that_looks_too_dear_may_do() -> None:
    def really(some: tuple[Offered, ...]) -> Real:
        return Real(some[0].price - (200 if some[0].id == 1 else 0), None)

    prices = [1100, *[500] * 20]
    found = singles(listed(*prices), Gap(900, 950), really, MOST)
    assert ids(found) == [(1,)]


def test_only_so_many_are_priced() -> None:
    asked = []

    def really(some: tuple[Offered, ...]) -> Real:
        asked.append(some)
        return Real(0, None)

    assert singles(listed(*range(1000, 1500)), Gap(1000, 1500), really, MOST) == []
    assert len(asked) == len(set(asked)) == AT_ONCE * ROUNDS
    asked.clear()
    assert pairs(listed(*range(500, 800)), Gap(1000, 1500), really, MOST) == []
    assert len(asked) == len(set(asked)) == AT_ONCE * ROUNDS


def test_enough_are_found_so_no_more_are_priced() -> None:
    asked = []

    def really(some: tuple[Offered, ...]) -> Real:
        asked.append(some)
        return as_listed(some)

    assert len(singles(listed(*range(1000, 1500)), Gap(1000, 1500), really, 4)) == 4
    assert len(asked) == AT_ONCE


def test_two_together_the_nearest_first_and_none_twice() -> None:
    found = pairs(listed(400, 550, 600, 700), Gap(1000, 1500), as_listed, MOST)
    assert ids(found) == [(1, 3), (2, 4)]
    family = [Offered(1, 9, 500), Offered(2, 9, 500), Offered(3, 8, 600)]
    assert ids(pairs(family, Gap(1000, 1500), as_listed, MOST)) == [(1, 3)]


def test_of_equally_near_pairs_the_more_relevant() -> None:
    offered = [
        Offered(1, 1, 500, 0.1),
        Offered(2, 2, 500, 0.1),
        Offered(3, 3, 500, 0.9),
        Offered(4, 4, 500, 0.8),
    ]
    assert ids(pairs(offered, Gap(1000, 1000), as_listed, 1)) == [(3, 4)]
