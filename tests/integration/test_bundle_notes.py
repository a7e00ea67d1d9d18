"""What shoppers read of a bundle's limits."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from crosssell.models import Bundle
from crosssell.sets.notes import notes_of

NOW = timezone.make_aware(datetime(2026, 6, 1, 12))


def notes(**fields: Any) -> list[str]:
    return notes_of(Bundle(**{"name": "Tea time", "reward": "percent", **fields}), NOW)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, []),
        ({"per_basket": 1}, ["At most once an order"]),
        ({"per_basket": 3}, ["At most 3 times an order"]),
        ({"per_customer": 1}, ["Once a customer"]),
        ({"per_customer": 2}, ["2 times a customer"]),
        ({"alone": True}, ["Not together with other bundles"]),
        ({"most_uses": 500}, ["While it lasts"]),
        ({"budget": Decimal(1), "budget_currency": "USD", "most_uses": 5}, ["While it lasts"]),
        ({"ends_at": NOW + timedelta(days=1)}, ["Until June 2, 2026"]),
        ({"ends_at": NOW - timedelta(days=1)}, []),
        ({"reward": "nobody_knows"}, []),
        (
            {"reward": "quantity_tiers", "args": {"quantities": [2, 5], "percents": ["5", "10"]}},
            ["5 % off from 2 pieces on, 10 % off from 5 pieces on"],
        ),
        (
            {"per_basket": 1, "per_customer": 2, "most_uses": 9},
            ["At most once an order", "2 times a customer", "While it lasts"],
        ),
    ],
    ids=str,
)
def test_limits_in_words(fields: dict[str, Any], said: list[str]) -> None:
    assert notes(**fields) == said
