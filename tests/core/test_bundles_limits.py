"""Priorities, limits, budgets and margins of bundles, worked out by hand."""

from decimal import Decimal

from crosssell.core.bundle_terms import Combination, Part, Priced
from tests.core.test_bundles import ANY, A, B, C, by_bundle, found, line, percent


def test_priority_decides_between_equals_and_then_the_lower_number() -> None:
    lines = [line(1, A, 1_000)]
    low = percent(9, "10", Part(1, A), priority=5)
    assert by_bundle(found(lines, percent(1, "10", Part(1, A)), low)) == {9: [100]}
    same = percent(2, "10", Part(1, A), priority=5)
    assert by_bundle(found(lines, low, same)) == {2: [100]}
    # A cent more beats any priority.
    better = percent(3, "10.1", Part(1, A), priority=60_000)
    assert by_bundle(found(lines, low, same, better)) == {3: [101]}


def test_a_bundle_that_stands_alone() -> None:
    lines = [line(1, A, 1_000), line(2, B, 1_000)]
    alone = percent(1, "15", Part(1, A), alone=True)
    others = [percent(2, "10", Part(1, A)), percent(3, "4", Part(1, B))]
    assert by_bundle(found(lines, alone, *others)) == {1: [150]}
    assert by_bundle(found(lines, alone, *others, percent(4, "6", Part(1, B)))) == {
        2: [100],
        4: [60],
    }
    # Sets of its own it may have many.
    assert by_bundle(found([line(1, A, 1_000, 2)], alone)) == {1: [150, 150]}


def test_limits_of_sets_and_budget() -> None:
    lines = [line(1, A, 1_000, 4)]
    assert by_bundle(found(lines, percent(1, "10", Part(1, A), most_sets=3))) == {1: [100] * 3}
    assert found(lines, percent(1, "10", Part(1, A), most_sets=0)) == Combination()
    assert by_bundle(found(lines, percent(1, "10", Part(1, A), most_discount=299))) == {
        1: [100, 100]
    }
    assert found(lines, percent(1, "10", Part(1, A), most_discount=99)) == Combination()
    # The budget holds the set of 800 and that of 100, or both of 450: the larger sum wins.
    some = [line(1, A, 800), line(2, B, 450, 2), line(3, C, 100)]
    free = percent(1, "100", Part(1, ANY), most_discount=910)
    assert by_bundle(found(some, free)) == {1: [800, 100]}
    assert by_bundle(found(some, percent(1, "100", Part(1, ANY), most_discount=899))) == {1: [800]}


def test_the_margin_is_left() -> None:
    def at_cost(cost: int | None) -> list[Priced]:
        return [line(1, A, 1_190, net=1_000, cost=cost)]

    # 10 % off leaves 900 without tax: a margin of 20 % allows a cost of 720.
    floor = percent(1, "10", Part(1, A), margin_floor=Decimal("0.2"))
    assert found(at_cost(720), floor).discount == 119
    assert found(at_cost(721), floor).discount == 0
    assert found(at_cost(None), floor).discount == 119
    # 15 % of 103 are 15.45, but one of three sets gets 16: it is judged with that.
    rounded = percent(1, "15", Part(1, A), margin_floor=Decimal("0.2"))
    assert found([line(1, A, 103, 3, net=103, cost=69)], rounded).discount == 46
    assert found([line(1, A, 103, 3, net=103, cost=70)], rounded).discount == 0
    # One piece that leaves less spoils its set, not the others.
    lines = [line(1, A, 1_000, net=1_000, cost=950), line(2, B, 900, 2, net=900, cost=100)]
    given = found(lines, percent(1, "20", Part(1, ANY), margin_floor=Decimal(0)))
    assert [take.line for one in given.sets for take in one.takes] == [2, 2]
