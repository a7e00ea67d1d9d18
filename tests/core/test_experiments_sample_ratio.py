"""Whether the arms hold what was drawn: silent on fair tests, quick on faults."""

from fractions import Fraction
from math import factorial

import numpy as np
import pytest

from crosssell.core.experiments import ALARM, ratio_check, sample_ratio, shares_hold


def test_the_bayes_factor_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a flat prior over two shares, the factor is k! (n-k)! / (n+1)! over (1/2)^n."""
    monkeypatch.setattr(sample_ratio, "CONCENTRATION", 2.0)
    factor = Fraction(factorial(18) * factorial(2), factorial(21)) / Fraction(1, 2) ** 20
    assert ratio_check((18, 2), (1, 1)) == pytest.approx(float(1 / factor))
    assert ratio_check((10, 10), (1, 1)) == 1


def test_shares_of_any_sum_and_any_number_of_arms() -> None:
    assert ratio_check((700, 250, 50), (70, 25, 5)) == ratio_check(
        (700, 250, 50), (0.7, 0.25, 0.05)
    )
    assert ratio_check((700, 250, 50), (70, 25, 5)) == 1
    assert ratio_check((0, 0), (950, 50)) == 1
    assert ratio_check((9_400, 600), (950, 50)) == pytest.approx(0.00041553, abs=1e-8)
    assert not shares_hold((9_400, 600), (950, 50))
    assert shares_hold((9_450, 550), (950, 50))


def silent(visitors: int, shares: tuple[int, int]) -> tuple[int, int]:
    """The least and the most in the first arm that raise no alarm."""
    middle = visitors * shares[0] // sum(shares)

    def holds(count: int) -> bool:
        return shares_hold((count, visitors - count), shares)

    def edge(inside: int, outside: int) -> int:
        if holds(outside):
            return outside
        while abs(outside - inside) > 1:
            between = (inside + outside) // 2
            inside, outside = (between, outside) if holds(between) else (inside, between)
        return inside

    return edge(middle, 0), edge(middle, visitors)


def alarms(seed: int, runs: int, share: float, shares: tuple[int, int], visitors: int) -> int:
    """How many tests ever raise an alarm, looked at after every 50 visitors."""
    looks = range(50, visitors + 1, 50)
    first = np.random.default_rng(seed).binomial(50, share, (runs, len(looks))).cumsum(axis=1)
    least, most = np.array([silent(look, shares) for look in looks]).T
    return int(((first < least) | (first > most)).any(axis=1).sum())


@pytest.mark.parametrize(("shares", "false"), [((500, 500), 12), ((950, 50), 11)])
def test_false_alarms_of_20000_fair_tests(shares: tuple[int, int], false: int) -> None:
    found = alarms(9, 20_000, shares[0] / 1000, shares, 20_000)
    assert found == false
    assert found <= ALARM * 20_000


def test_52_to_48_is_found() -> None:
    exact = [
        n
        for n in range(100, 20_000, 100)
        if not shares_hold((52 * n // 100, 48 * n // 100), (1, 1))
    ]
    assert exact[0] == 11_200
    assert exact == list(range(11_200, 20_000, 100))


@pytest.mark.parametrize(("visitors", "found"), [(5_000, 95), (10_000, 485), (20_000, 950)])
def test_of_1000_tests_of_52_to_48_these_are_found(visitors: int, found: int) -> None:
    assert alarms(10, 1000, 0.52, (500, 500), visitors) == found


@pytest.mark.parametrize(
    ("counts", "shares", "message"),
    [
        ((5, 5), (1,), "a share for each"),
        ((5,), (1,), "2 or more counts"),
        ((5, 5), (1, 0), "above 0"),
        ((5, -1), (1, 1), "0 or more"),
    ],
)
def test_what_cannot_be_checked(
    counts: tuple[int, ...], shares: tuple[float, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        ratio_check(counts, shares)
