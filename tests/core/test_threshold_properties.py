"""What holds for every basket before every threshold, in whole minor units."""

from decimal import Decimal
from itertools import islice, permutations
from math import factorial
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from crosssell.core.threshold_terms import Ladder, Left, Standing
from crosssell.core.thresholds import discounts, gap, standing
from tests.core.tier_cases import ladder, tier
from tests.proofs import proven

# Cheap ones show what rounding does.
PRICES = st.sampled_from((0, 1, 3, 7, 10, 33, 99, 100, 101, 250, 1_999, 53_217))
MARKS = st.sampled_from((0, 1, 2, 10, 33, 100, 101, 133, 500, 2_250, 60_000))
# A reward, its args, and its amount.
REWARDS = st.sampled_from(
    (
        *(("percent", {"percent": off}, None) for off in ("0.01", "10", "33.33", "99.99", "100")),
        *(("amount_off", {}, off) for off in (0, 1, 20, 33, 100, 2_000, 10**9)),
        *((code, {}, None) for code in ("free_shipping", "gift_of_choice", "message")),
    )
)
ROWS = st.lists(
    st.tuples(MARKS, REWARDS, st.sampled_from((False, False, False, True))), min_size=1, max_size=6
)


class Case(NamedTuple):
    """The lines of a basket, all of which count, and a threshold."""

    lines: tuple[Left, ...]
    ladder: Ladder

    @property
    def counted(self) -> int:
        return sum(line.amount for line in self.lines)

    def stand(self, lines: tuple[Left, ...] | None = None) -> Standing:
        """Before the threshold, with these lines or its own."""
        lines = self.lines if lines is None else lines
        return standing(self.ladder, sum(line.amount for line in lines), lines)


def made(prices: list[int], rows: list[tuple[Any, ...]], turned: bool, adds_up: bool) -> Case:
    """Lines numbered upwards or downwards before tiers as their rows say."""
    numbers = range(len(prices), 0, -1) if turned else range(1, len(prices) + 1)
    found = [
        tier(pk, mark, reward, args, off, decorative)
        for pk, (mark, (reward, args, off), decorative) in enumerate(rows, start=1)
    ]
    lines = tuple(Left(pk, price) for pk, price in zip(numbers, prices, strict=True))
    return Case(lines, ladder(*found, adds_up=adds_up))


CASES = st.builds(made, st.lists(PRICES, max_size=5), ROWS, st.booleans(), st.booleans())


def given_to(found: Standing) -> dict[int, int]:
    """By line, what all tiers together take off it."""
    sums: dict[int, int] = {}
    for parts in (found.given or {}).values():
        for pk, part in parts.items():
            sums[pk] = sums.get(pk, 0) + part
    return sums


@proven
@given(CASES)
def test_the_gap_is_0_exactly_when_the_tier_is_reached(case: Case) -> None:
    for one in case.stand().stands:
        reached = case.counted >= one.tier.at_least and case.counted > 0
        assert one.reached is reached
        assert (one.gap == 0) is reached
        assert one.gap >= 0


@proven
@given(CASES)
def test_an_item_worth_the_gap_reaches_the_tier_and_one_unit_less_does_not(case: Case) -> None:
    for one in case.stand().stands:
        if one.reached:
            continue
        for price, reaches in ((one.gap, True), (one.gap - 1, False)):
            [after] = [
                again
                for again in case.stand((*case.lines, Left(99, price))).stands
                if again.tier == one.tier
            ]
            assert after.reached is reaches
            assert after.gap == (0 if reaches else 1)


@proven
@given(CASES)
def test_no_line_gives_less_than_nothing_or_more_than_its_rest(case: Case) -> None:
    found = case.stand()
    rest = dict(case.lines)
    for pk, off in given_to(found).items():
        assert 0 < off <= rest[pk]
    for parts in (found.given or {}).values():
        assert all(part > 0 for part in parts.values())
    assert case.counted - sum(given_to(found).values()) >= 0


@proven
@given(CASES)
def test_each_discount_is_exact_to_the_minor_unit(case: Case) -> None:
    found = case.stand()
    rest = case.counted
    wanted = {}
    for one in found.granted:
        if one.reward == "amount_off":
            off = min(one.amount or 0, rest)
        elif one.reward == "percent":
            # The whole is rounded down, once.
            off = int(Decimal(rest) * one.args.percent // 100)
        else:
            continue
        if off and case.ladder.adds_up:
            rest -= off
        if off:
            wanted[one.id] = off
    sums = {pk: sum(parts.values()) for pk, parts in (found.given or {}).items()}
    if case.ladder.adds_up:
        assert sums == wanted
    else:
        best = max(wanted.values(), default=0)
        highest = [pk for pk, off in wanted.items() if off == best][-1:]
        assert sums == {pk: best for pk in highest}


@proven
@given(CASES, st.integers(0, 119))
def test_the_order_of_lines_does_not_matter(case: Case, which: int) -> None:
    orders = permutations(case.lines)
    turned = next(islice(orders, which % factorial(len(case.lines)), None))
    assert case.stand(turned) == case.stand()


@proven
@given(CASES)
def test_without_the_last_item_nothing_is_reached_or_given(case: Case) -> None:
    found = case.stand(())
    assert found.reached == found.granted == ()
    assert found.given == {}
    assert all(one.gap == max(1, one.tier.at_least) for one in found.stands)


@proven
@given(CASES)
def test_all_discounts_give_at_least_what_the_better_one_does(case: Case) -> None:
    granted = [one for one in case.stand().granted if one.gives == "discount"]
    best, all_of = (
        [sum(parts.values()) for parts in discounts(granted, case.lines, adds_up=adds_up).values()]
        for adds_up in (False, True)
    )
    assert len(best) <= 1
    assert sum(best) <= sum(all_of) <= case.counted
    for one in granted:
        alone = discounts([one], case.lines, adds_up=False).get(one.id, {})
        assert sum(alone.values()) <= sum(best)


@proven
@given(CASES, PRICES)
def test_what_is_added_never_takes_a_tier_away(case: Case, price: int) -> None:
    before, after = case.stand(), case.stand((*case.lines, Left(99, price)))
    assert set(before.reached) <= set(after.reached)
    for one, other in zip(before.stands, after.stands, strict=True):
        assert other.gap == gap(case.counted + price, one.tier.at_least) <= one.gap
    # Nor does a dearer basket cost less than it did, whatever adds up.
    off = [sum(given_to(found).values()) for found in (before, after)]
    if before.reached == after.reached and not case.ladder.adds_up:
        assert case.counted - off[0] <= case.counted + price - off[1]


@proven
@given(CASES)
def test_what_is_blocked_gives_nothing_and_says_how_far_it_is(case: Case) -> None:
    found = standing(case.ladder, case.counted, case.lines, "vouchers")
    assert found.stands == case.stand().stands
    assert (found.granted, found.given) == ((), {})
