"""Hits, empty and short widgets, coverage and revenue of a replay."""

from decimal import Decimal

from crosssell.core.tally import Tally


def test_a_tally_counts_moments() -> None:
    tally = Tally("tested")
    worth = {1: Decimal("2.50"), 2: Decimal("1.00")}
    tally.count([1, 2, 3], 3, worth, "USD")
    tally.count([3], 3, worth, "USD")
    tally.count([], 3, worth, "USD", applied=False)
    tally.count([2], 1, worth, "EUR")
    assert tally.told(12) == {
        "code": "tested",
        "hits": 2,
        "applied": 3,
        "hit_rate": 0.5,
        "standard_error": 0.25,
        "empty": 0.25,
        "short": 0.25,
        "products": 3,
        "coverage": 0.25,
        "revenue": {"EUR": "1.00", "USD": "3.50"},
    }


def test_nothing_asked_is_nothing_hit() -> None:
    told = Tally("live").told(0)
    assert (told["hit_rate"], told["standard_error"], told["coverage"]) == (0.0, 0.0, 0.0)
    assert told["revenue"] == {}
