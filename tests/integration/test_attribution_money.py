"""What an order is worth, on orders that checkout's own code has written."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from oscar.apps.checkout.calculators import OrderTotalCalculator
from oscar.core.loading import get_class

from crosssell.models import MeasuredOrder
from shop.shipping.methods import Standard
from tests import laddered, pricing, shopdata
from tests.bundled import make_bundle
from tests.laddered import tier
from tests.pricing import WithTax
from tests.touched import make_touch, owed, swept, weighed

pytestmark = pytest.mark.django_db
COSTS: dict[str, Decimal] = {}


def costs(ids: list[int]) -> dict[int, Decimal]:
    """The tests' cost hook: by title."""
    rows = shopdata.Product.objects.filter(pk__in=ids)
    return {one.pk: COSTS[one.title] for one in rows if one.title in COSTS}


def bought(basket: Any, *, strategy: Any = None, recommended: Any = None) -> Any:
    """The order of that basket, measured; ``recommended`` was put in from a widget."""
    pricing.apply(basket, strategy=strategy)
    if recommended is not None:
        make_touch(recommended, basket, at=timezone.now() - timedelta(minutes=1))
    order = shopdata.place_order(basket, shopdata.make_user())
    swept(timezone.now())
    return order


@pytest.fixture
def tea(db: None) -> Any:
    return shopdata.make_product("Tea", "10.00")


def test_what_offers_and_vouchers_took_off_is_no_value(tea: Any) -> None:
    milk = shopdata.make_product("Milk", "4.00")
    pricing.site_offer(milk, percent="25")
    basket = shopdata.make_basket(tea, milk, quantity=2)
    pricing.add_voucher(basket, tea, percent="10")
    order = bought(basket, recommended=milk)
    assert {title: amount for title, (_, amount, *_) in owed(order).items()} == {
        "Tea": "18.00",
        "Milk": "6.00",
    }
    assert weighed(order) == ("24.00", "0.00", 4)


@pytest.mark.parametrize("offers_with_tax", [True, False])
def test_tax_is_no_value(tea: Any, offers_with_tax: bool) -> None:
    with override_settings(OSCAR_OFFERS_INCL_TAX=offers_with_tax):
        laddered.make_threshold(tier("15", "percent"))
        basket = shopdata.make_basket(tea, quantity=2)
        order = bought(basket, strategy=WithTax(), recommended=tea)
    assert (order.total_excl_tax, order.total_incl_tax) == (Decimal("18.00"), Decimal("21.60"))
    assert owed(order)["Tea"][1:3] == ("18.00", 2)
    assert weighed(order) == ("18.00", "0.00", 2)


def test_shipping_is_no_value(tea: Any) -> None:
    shopdata.make_country()
    basket = pricing.apply(shopdata.make_basket(tea))
    method = Standard()
    charge = method.calculate(basket)
    order = get_class("order.utils", "OrderCreator")().place_order(
        basket=basket,
        total=OrderTotalCalculator().calculate(basket, charge),
        shipping_method=method,
        shipping_charge=charge,
    )
    swept(timezone.now())
    assert order.total_excl_tax > 10
    assert weighed(order) == ("10.00", "0.00", 1)


def test_yen_have_no_parts() -> None:
    cha = shopdata.make_product("Cha", "1000", currency="JPY")
    make_bundle((3, cha), reward="percent", args={"percent": "10"})
    order = bought(shopdata.make_basket(cha, quantity=3), recommended=cha)
    assert order.currency == "JPY"
    row = MeasuredOrder.objects.get()
    assert (row.currency, row.value, row.items) == ("JPY", Decimal(2700), 3)
    handler = get_class("order.processing", "EventHandler")()
    returned = shopdata.get_model("order", "ShippingEventType").objects.create(name="Returned")
    handler.handle_shipping_event(order, returned, order.lines.all(), [1])
    swept(timezone.now())
    assert weighed(order) == ("1800.00", "900.00", 2)
    assert owed(order)["Cha"][1:3] == ("1800.00", 2)


def test_an_order_that_a_voucher_pays_whole_is_an_order_that_owes_nothing(tea: Any) -> None:
    basket = shopdata.make_basket(tea)
    pricing.add_voucher(basket, tea, percent="100")
    order = bought(basket, recommended=tea)
    assert weighed(order) == ("0.00", "0.00", 1)
    assert owed(order) == {}
    assert not MeasuredOrder.objects.get().taker


def test_the_margin_is_what_is_left_after_the_cost_of_all_goods(tea: Any, settings: Any) -> None:
    hook = {"COST_HOOK": f"{__name__}.costs"}
    settings.CROSSSELL = settings.CROSSSELL | hook
    COSTS.clear()
    COSTS.update(Tea=Decimal("6.125"))
    bought(shopdata.make_basket(tea, quantity=2))
    assert MeasuredOrder.objects.get().margin == Decimal("7.75")


def test_the_margin_is_not_known_where_one_cost_is_not(tea: Any, settings: Any) -> None:
    hook = {"COST_HOOK": f"{__name__}.costs"}
    settings.CROSSSELL = settings.CROSSSELL | hook
    COSTS.clear()
    COSTS.update(Tea=Decimal("6.00"))
    bought(shopdata.make_basket(tea, shopdata.make_product("Milk", "1.00")))
    assert MeasuredOrder.objects.get().margin is None


def test_the_margin_is_not_known_where_the_cost_is_in_another_currency(
    tea: Any, settings: Any
) -> None:
    settings.CROSSSELL = settings.CROSSSELL | {"COST_HOOK": f"{__name__}.costs"}
    COSTS.clear()
    COSTS.update(Tea=Decimal("6.00"))
    order = shopdata.make_order(tea)
    shopdata.StockRecord.objects.update(price_currency="EUR")
    order.lines.update(stockrecord=tea.stockrecords.get())
    swept()
    assert MeasuredOrder.objects.get().margin is None
    shopdata.StockRecord.objects.update(price_currency="USD")
    MeasuredOrder.objects.all().delete()
    swept()
    assert MeasuredOrder.objects.get().margin == Decimal("4.00")


def test_the_margin_follows_what_comes_back_and_not_tomorrows_cost(tea: Any, settings: Any) -> None:
    settings.CROSSSELL = settings.CROSSSELL | {"COST_HOOK": f"{__name__}.costs"}
    COSTS.clear()
    COSTS.update(Tea=Decimal("6.00"))
    order = bought(shopdata.make_basket(tea, quantity=2))
    COSTS.update(Tea=Decimal("9.00"))
    swept(timezone.now() + timedelta(days=1))
    assert MeasuredOrder.objects.get().margin == Decimal("8.00")
    order.lines.update(status="Returned")
    swept(timezone.now() + timedelta(days=2))
    assert MeasuredOrder.objects.get().margin == Decimal("0.00")
