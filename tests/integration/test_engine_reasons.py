"""The evidence that a recommendation is shown with."""

import pytest

from crosssell import engine
from tests.learned import SLOT, facts, learn, place, rule, titled

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("together", "orders", "reason"),
    [
        (5, 19, "Bought together in 5 of 19 orders"),
        (5, 20, "Bought together in 5 of 20 orders (at least 11 %)"),
        (3, 4000, "Bought together in 3 of 4,000 orders"),
        (0, 400, ""),
        (5, 4, ""),
    ],
)
def test_the_evidence_is_told_with_a_percentage_from_20_orders(
    together: int, orders: int, reason: str
) -> None:
    tea, cup = titled("Tea", "Cup")
    learn({tea: [cup]}, together=together, orders=orders)
    place(rule())
    [planned] = engine.plan(facts(product=tea), [SLOT])[SLOT]
    assert planned.items[0].recommendation.reason == reason


@pytest.mark.parametrize(
    ("together", "orders", "said"),
    [
        (2, 21, "Often bought together"),
        (3, 19, "Bought together in 3 of 19 orders"),
        (3049, 12000, "Bought together in 3,049 of 12,000 orders (at least 24 %)"),
    ],
)
def test_few_common_orders_are_not_counted_out(together: int, orders: int, said: str) -> None:
    tea, cup = titled("Tea", "Cup")
    learn({tea: [cup]}, together=together, orders=orders)
    place(rule())
    planned = engine.plan(facts(product=tea), [SLOT])
    assert planned[SLOT][0].items[0].recommendation.reason == said
