"""What holds for all that is proposed to close a gap, priced with bundles as checkout prices it."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosssell.core.bundle_terms import Priced
from crosssell.core.bundles import best
from crosssell.core.gap_filling import Filler, Gap, Offered, Real, pairs, singles
from crosssell.core.thresholds import stands
from tests.core.bundle_cases import CASES, KEYS, PRICES, Case, reward
from tests.core.test_gap_filling import MOST, as_listed, at
from tests.core.tier_cases import tier
from tests.proofs import proven

# What is proposed: its price, and which part of a bundle it is.
MORE = st.lists(
    st.tuples(st.sampled_from(PRICES[1:]), st.integers(0, len(KEYS) - 1)), min_size=1, max_size=4
)


def counts(case: Case, more: tuple[Priced, ...] = ()) -> int:
    """What the basket comes to with these lines in it, after its bundles."""
    lines = (*case.lines, *more)
    whole = sum(line.price * line.quantity for line in lines)
    return whole - best(lines, case.terms, reward).discount


MANY = st.lists(
    st.builds(
        Offered,
        id=st.integers(1, 40),
        family=st.integers(1, 12),
        price=st.integers(1, 3000),
        relevance=st.sampled_from([0.0, 0.2, 0.8]),
        place=st.integers(0, 9),
        margin=st.none() | st.decimals(-1, 1, places=2),
    ),
    max_size=25,
    unique_by=lambda one: one.id,
)
OFF = st.integers(40, 100)


@pytest.mark.parametrize("search", [singles, pairs])
@proven
@given(MANY, st.integers(1, 2500), st.integers(0, 100), OFF, st.randoms())
def test_never_short_never_far_above_and_whatever_the_order(
    search: Callable[..., list[Filler]],
    offered: list[Offered],
    missing: int,
    overshoot: int,
    percent: int,
    random: Random,
) -> None:
    gap = Gap.of(missing, 2 * missing, overshoot)
    really = at(percent)
    found = search(offered, gap, really, MOST)
    families = [one.family for filler in found for one in filler.products]
    assert len(families) == len(set(families))
    for one in found:
        real = really(one.products)
        assert real is not None
        assert one.adds == real.adds
        assert missing <= one.adds <= missing + 2 * missing * overshoot // 100
    mixed = list(offered)
    random.shuffle(mixed)
    assert search(mixed, gap, really, MOST) == found


@proven
@given(MANY, st.integers(1, 2500), st.integers(0, 100))
def test_at_list_prices_nothing_better_is_missed(
    offered: list[Offered], missing: int, overshoot: int
) -> None:
    gap = Gap.of(missing, 2 * missing, overshoot)
    found = singles(offered, gap, as_listed, MOST)
    closing = [one for one in offered if gap.closes(one.price)]
    assert bool(found) == bool(closing)
    if closing:
        assert found[0].products[0].relevance == max(one.relevance for one in closing)


@pytest.mark.parametrize("search", [singles, pairs])
@proven
@given(CASES, MORE, st.integers(1, 400), st.integers(0, 100))
def test_what_is_proposed_reaches_the_tier_by_what_it_really_adds(
    search: Callable[..., list[Filler]],
    case: Case,
    more: list[tuple[int, int]],
    missing: int,
    overshoot: int,
) -> None:
    """One that completes a bundle adds less than it costs, or takes something off."""
    lines = {
        pk: Priced(pk, price, 1, KEYS[keys], net=price)
        for pk, (price, keys) in enumerate(more, start=100)
    }
    before = counts(case)
    aim = tier(1, before + missing, "message")

    def really(some: tuple[Offered, ...]) -> Real:
        return Real(counts(case, tuple(lines[one.id] for one in some)) - before, None)

    offered = [Offered(pk, pk, line.price) for pk, line in lines.items()]
    gap = Gap.of(missing, aim.at_least, overshoot)
    for filler in search(offered, gap, really, MOST):
        after = counts(case, tuple(lines[one.id] for one in filler.products))
        [one] = stands([aim], after)
        assert (one.reached, one.gap, filler.adds) == (True, 0, after - before)
        assert after - aim.at_least <= aim.at_least * overshoot // 100
    if len(lines) == 1 and search is singles:
        [only] = lines.values()
        closes = gap.closes(counts(case, (only,)) - before)
        # One that looks far too dear by its list price is not even priced.
        if only.price <= gap.most:
            assert closes <= bool(search(offered, gap, really, MOST))
