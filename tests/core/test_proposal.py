"""The discount that is proposed for a set."""

from decimal import Decimal

import pytest

from crosssell.core.proposal import proposed


@pytest.mark.parametrize(
    ("usual", "price", "cost", "least", "percent"),
    [
        (10, "100", None, "0", 10),
        (11, "100", None, "0", 10),
        (100, "100", None, "0", 50),
        # 15 % of margin, of which 10 % must stay: 100 - 100 * 85 / 90 = 5.55.
        (10, "100", "85", "0.10", 5),
        (10, "100", "85", "0", 10),
        # Exactly at the floor, and a cent beyond it.
        (10, "100", "90.00", "0", 10),
        (10, "100", "90.01", "0", 8),
        # No room, sold below cost, free, and nothing to sell.
        (10, "100", "99.50", "0", 0),
        (10, "100", "120", "0", 0),
        (10, "100", "0", "0.10", 10),
        (10, "0", None, "0", 0),
        (10, "100", "50", "1", 0),
        (0, "100", None, "0", 0),
    ],
)
def test_the_usual_percentage_or_what_the_cost_leaves(
    usual: int, price: str, cost: str | None, least: str, percent: int
) -> None:
    known = None if cost is None else Decimal(cost)

    assert proposed(usual, Decimal(price), known, Decimal(least)) == percent


@pytest.mark.parametrize("cost", range(1, 100))
def test_a_set_is_never_proposed_below_the_floor(cost: int) -> None:
    percent = proposed(50, Decimal(100), Decimal(cost), Decimal("0.10"))

    paid = Decimal(100 - percent)
    assert percent == 0 or paid - cost >= paid * Decimal("0.10")
