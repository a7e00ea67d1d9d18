"""Shipping methods, countries and the shop's own free shipping for tests."""

from typing import Any

import pytest

from crosssell.oscar.free_shipping import recognised
from tests import shopdata

# For ``pricing.site_offer``: products for 50.00 are sent free of charge.
FREE_FROM_50 = {
    "condition": "Value",
    "count": 50,
    "benefit": "Shipping percentage",
    "percent": "100",
    "name": "Free week",
}


def offer_these(monkeypatch: pytest.MonkeyPatch, *methods: Any) -> None:
    """Let the shop offer these shipping methods instead of its own."""
    monkeypatch.setattr("shop.shipping.repository.Repository.methods", methods)


def germany() -> Any:
    """Return Germany, which comes before the United States in the shop's list."""
    return shopdata.Country.objects.create(
        iso_3166_1_a2="DE", printable_name="Germany", is_shipping_country=True
    )


def short(basket: Any, user: Any = None) -> list[tuple[str, str, str, bool]]:
    """Each recognised source: its label, what counts, what is missing, whether it is reached."""
    return [
        (one.label, str(one.counted), str(one.gap), one.reached)
        for one in recognised(basket, user, None)
    ]
