"""Reports of what was measured: an order of which nothing is left is in none of them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.analytics import reports
from tests import laddered, pricing, shopdata
from tests.laddered import tier
from tests.touched import make_touch, swept

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")


def bought(*products: Any, recommended: Any = None) -> Any:
    basket = pricing.apply(shopdata.make_basket(*products))
    if recommended is not None:
        make_touch(recommended, basket, at=timezone.now() - timedelta(minutes=1))
    return shopdata.place_order(basket)


def told() -> tuple[Any, ...]:
    """Of today: what is owed, what the threshold gave, and the averages of takers and others."""
    query = reports.Query(reports.today(), reports.today(), "USD")
    [threshold] = reports.report(query, "threshold").rows
    total = reports.report(query, "total").total.values
    return (
        (total["orders"], total["direct"], total["assisted"]),
        (threshold.values["uses"], threshold.values["brought"], threshold.values["cost"]),
        (total["average_takers"], total["average_others"]),
    )


def test_a_cancelled_order_is_counted_nowhere() -> None:
    laddered.make_threshold(tier("5", "percent"))
    tea, milk = shopdata.make_product("Tea", "10.00"), shopdata.make_product("Milk", "5.00")
    taken, other = bought(tea, recommended=tea), bought(milk)
    bought(tea, milk, recommended=tea)
    swept(timezone.now())
    assert told() == (
        (2, Decimal("18.00"), Decimal("4.50")),
        (3, Decimal("27.00"), Decimal("3.00")),
        (Decimal("11.25"), Decimal("4.50")),
    )
    Order.objects.filter(pk__in=[taken.pk, other.pk]).update(status="Cancelled")
    swept(timezone.now() + timedelta(days=1))
    assert told() == (
        (1, Decimal("9.00"), Decimal("4.50")),
        (1, Decimal("13.50"), Decimal("1.50")),
        (Decimal("13.50"), None),
    )
