"""A replay takes the prices that offers start from, with tax or without."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F
from django.test.utils import override_settings

from crosssell.simulation import simulate
from tests.bundled import make_bundle
from tests.shopdata import MIDDAY, Line, make_order, make_product

pytestmark = pytest.mark.django_db


def costs(ids: list[int]) -> dict[int, Decimal]:
    return dict.fromkeys(ids, Decimal("1.001"))


@pytest.mark.parametrize(
    ("with_tax", "value", "discount", "paid"),
    [(True, "7.80", "0.78", "5.85"), (False, "6.50", "0.65", "5.85")],
)
@pytest.mark.parametrize("units", [True, False])
def test_prices_with_tax_or_without(
    with_tax: bool, value: str, discount: str, paid: str, units: bool
) -> None:
    tea, cup = make_product("Tea", "4.00"), make_product("Cup", "2.50")
    make_order(tea, cup)
    taxed: dict[str, Any] = {
        name: F(name) * Decimal("1.2")
        for name in (
            "unit_price_incl_tax",
            "line_price_incl_tax",
            "line_price_before_discounts_incl_tax",
        )
    }
    Line.objects.update(**taxed)
    if not units:
        Line.objects.update(unit_price_incl_tax=None, unit_price_excl_tax=None)
    hook = {"COST_HOOK": f"{__name__}.costs", "BUFFER_URL": ""}

    with override_settings(OSCAR_OFFERS_INCL_TAX=with_tax, CROSSSELL=hook):
        result = simulate(make_bundle(tea, cup), now=MIDDAY + timedelta(days=1))

    (found,) = result.in_currency
    assert (found.value, found.discount) == (Decimal(value), Decimal(discount))
    # Parts of a cent of a cost count as a whole one.
    assert (found.paid, found.cost) == (Decimal(paid), Decimal("2.02"))
