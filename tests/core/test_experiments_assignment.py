"""Buckets to variants: exact shares, the same in every process, each test on its own."""

from collections import Counter
from itertools import combinations

import pytest

from crosssell.core.experiments import BUCKETS, variant_of

HALVES = ((1, 500), (2, 500))


@pytest.mark.parametrize(
    "shares",
    [HALVES, ((1, 950), (2, 50)), ((7, 1), (8, 333), (9, 0), (10, 600)), ((1, 1000),), ((1, 0),)],
)
def test_every_share_is_kept_to_the_bucket(shares: tuple[tuple[int, int], ...]) -> None:
    found = Counter(variant_of(bucket, "spring", shares) for bucket in range(BUCKETS))
    rest = BUCKETS - sum(share for _, share in shares)
    assert found == Counter({**dict(shares), None: rest})


def test_the_same_in_every_process() -> None:
    """Fixed for ever: a change here would move visitors of live tests to other variants."""
    found = "".join(str(variant_of(bucket, "spring", HALVES)) for bucket in range(40))
    assert found == "1121122122212222222222212221211211221211"


def test_a_larger_test_keeps_those_who_were_in() -> None:
    for bucket in range(BUCKETS):
        small = variant_of(bucket, "spring", ((1, 100),))
        assert small is None or variant_of(bucket, "spring", ((1, 300),)) == 1


def test_two_tests_know_nothing_of_each_other() -> None:
    table = Counter(
        (variant_of(bucket, "spring", HALVES), variant_of(bucket, "autumn", HALVES))
        for bucket in range(BUCKETS)
    )
    assert table == {(1, 1): 241, (1, 2): 259, (2, 1): 259, (2, 2): 241}


def test_so_it_is_for_any_two_of_40() -> None:
    """Both in their first half: 250 of 1,000 on average, with a standard deviation of 7.9."""
    first = [
        {bucket for bucket in range(BUCKETS) if variant_of(bucket, f"test-{n}", HALVES) == 1}
        for n in range(40)
    ]
    both = [len(one & other) for one, other in combinations(first, 2)]
    assert (len(both), sum(both)) == (780, 195_334)  # 250.4 on average
    assert (min(both), max(both)) == (229, 273)


@pytest.mark.parametrize("bucket", [-1, 1000])
def test_a_bucket_out_of_range(bucket: int) -> None:
    with pytest.raises(ValueError, match=f"between 0 and 999, not {bucket}"):
        variant_of(bucket, "spring", HALVES)


@pytest.mark.parametrize("shares", [((1, -1),), ((1, 600), (2, 401))])
def test_shares_that_cannot_be(shares: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="at most 1000 in all"):
        variant_of(0, "spring", shares)
