"""What past orders came to, read in SQL: what counts, what is left out, and how often it asks."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.core.threshold_levels import Group
from crosssell.oscar import order_values
from tests import shopdata

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SINCE = NOW - timedelta(days=90)
Order = get_model("order", "Order")


def sold(price: str, *, shipping: str = "0", **fields: Any) -> Any:
    """An order of one product yesterday, with what was paid for shipping."""
    order = shopdata.make_order(shopdata.make_product("Tea", price), at=NOW - timedelta(days=1))
    paid = Decimal(shipping)
    known = {
        "total_incl_tax": order.total_incl_tax + paid,
        "total_excl_tax": order.total_excl_tax + paid,
        "shipping_incl_tax": paid,
        "shipping_excl_tax": paid,
    }
    Order.objects.filter(pk=order.pk).update(**known | fields)
    return order


def read(currency: str = "USD", discounts: tuple[int, ...] = ()) -> list[Group]:
    return list(order_values.order_values(SINCE, NOW, currency, discounts))


def test_orders_are_grouped_by_what_they_came_to_without_shipping() -> None:
    for price, shipping in (("10.10", "5.90"), ("10.10", "0.00"), ("4.20", "2.95")):
        sold(price, shipping=shipping)
    with CaptureQueriesContext(connection) as captured:
        # One query looks whether the shop has surcharges at all.
        assert read() == [Group(420, 1, 295, 1), Group(1010, 2, 590, 1)]
    assert len(captured) == 2


def test_what_does_not_count_is_left_out() -> None:
    sold("5.00")
    sold("6.00", status="cancelled")
    sold("7.00", date_placed=SINCE)
    sold("8.00", date_placed=NOW + timedelta(seconds=1))
    sold("9.00", currency="EUR")
    assert read() == [Group(500, 1, 0)]
    assert order_values.currencies(SINCE, NOW) == {"EUR": 1, "USD": 1}
    assert read("GBP") == []


def test_surcharges_do_not_count() -> None:
    order = sold("10.00", total_incl_tax=Decimal("11.50"))
    for part in ("1.00", "0.50"):
        get_model("order", "Surcharge").objects.create(
            order=order, name="Cash", code="cash", incl_tax=Decimal(part), excl_tax=Decimal(part)
        )
    sold("3.00")
    assert read() == [Group(300, 1, 0), Group(1000, 1, 0)]


def test_what_tiers_took_off_counts_again() -> None:
    order = sold("10.00")
    model = get_model("order", "OrderDiscount")
    for offer, amount in ((7, "2.00"), (7, "0.10"), (8, "1.00")):
        model.objects.create(order=order, offer_id=offer, amount=Decimal(amount))
    model.objects.create(order=order, offer_id=7, amount=Decimal("5.90"), category=model.SHIPPING)
    sold("3.00")
    assert read(discounts=(7,)) == [Group(300, 1, 0), Group(1210, 1, 0)]
    assert read() == [Group(300, 1, 0), Group(1000, 1, 0)]


def test_values_are_with_tax_and_charges_as_the_shop_takes_discounts(settings: Any) -> None:
    sold(
        "10.00", total_incl_tax=Decimal("17.90"), total_excl_tax=Decimal("15.00"),
        shipping_incl_tax=Decimal("5.95"), shipping_excl_tax=Decimal("5.00"),
    )  # fmt: skip
    assert settings.OSCAR_OFFERS_INCL_TAX is False
    assert read() == [Group(1195, 1, 500, 1)]
    assert order_values.shipping_net(SINCE, NOW, "USD") == 1
    settings.OSCAR_OFFERS_INCL_TAX = True
    assert read() == [Group(1195, 1, 595, 1)]
    assert order_values.shipping_net(SINCE, NOW, "USD") == Fraction(500, 595)
    assert order_values.shipping_net(SINCE, NOW, "EUR") == 1


def test_a_currency_without_minor_units_is_whole() -> None:
    sold("980.00", shipping="20.00", currency="JPY")
    assert read("JPY") == [Group(980, 1, 20, 1)]


class TestMargin:
    def test_it_is_what_the_cost_hook_leaves(self, costs: dict[int, Decimal]) -> None:
        order, other = sold("10.00"), sold("30.00")
        line = order.lines.get()
        costs[line.product_id] = Decimal("5.999")
        for one in (line, other.lines.get()):
            one.stockrecord = one.product.stockrecords.get()
            one.save()
        with CaptureQueriesContext(connection) as captured:
            found = order_values.margin(SINCE, NOW, "USD")
        # A cost counts as whole cents, the next ones up.
        assert found == (Fraction(400, 1000), Fraction(1), Fraction(1000, 4000))
        assert len(captured) == 1

    def test_nobody_knows_it_without_costs(self) -> None:
        sold("10.00")
        assert order_values.margin(SINCE, NOW, "USD") is None

    def test_costs_in_another_currency_are_not_compared(self, costs: dict[int, Decimal]) -> None:
        order = sold("10.00", currency="EUR")
        line = order.lines.get()
        costs[line.product_id] = Decimal(5)
        line.stockrecord = line.product.stockrecords.get()
        line.save()
        assert order_values.margin(SINCE, NOW, "EUR") is None

    @pytest.fixture
    def costs(self, monkeypatch: pytest.MonkeyPatch) -> dict[int, Decimal]:
        known: dict[int, Decimal] = {}
        monkeypatch.setattr(
            order_values, "costs_of", lambda ids: {pk: known[pk] for pk in ids if pk in known}
        )
        return known
