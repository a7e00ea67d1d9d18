"""A voucher for the next order is made with the order that earns it, and ends with it."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell import earned, tasks, threshold_rows
from crosssell.models.offers import without_bundles
from tests import laddered, shopdata
from tests.earning import buy, spend
from tests.integration.storefront import to_thank_you
from tests.laddered import tier

pytestmark = pytest.mark.django_db
Voucher, Order = get_model("voucher", "Voucher"), get_model("order", "Order")
CODE = re.compile(r"([A-HJ-NP-Z2-9]{4}-){3}[A-HJ-NP-Z2-9]{4}")


def test_a_percentage_off_all_of_the_next_order() -> None:
    laddered.make_threshold(tier("20", "voucher_percent", {"percent": "12.5", "days": 30}))
    order = buy()
    [one] = earned.of_order(order)
    voucher = Voucher.objects.get()
    assert CODE.fullmatch(one.code)
    assert (one.code, one.worth) == (voucher.code, "12.5 % off")
    assert voucher.name == f"12.5 % off, earned with order {order.number}"
    assert voucher.usage == "Single use"
    assert voucher.end_datetime - voucher.start_datetime == timedelta(days=30)
    assert order.total_incl_tax == Decimal("20.00")
    discount = order.discounts.get()
    assert (discount.category, discount.message) == ("Deferred", one.text)
    assert one.text.startswith(f"Your voucher for the next order: {one.code} (12.5 % off, once, ")
    cup, pot = shopdata.make_product("Cup", "8.00"), shopdata.make_product("Pot", "16.00")
    basket = spend(voucher, cup, pot)
    assert basket.total_incl_tax == Decimal("21.00")


def test_an_amount_is_for_its_own_currency() -> None:
    laddered.make_threshold(tier("20", "voucher_amount", {"days": 30}, amount="5"))
    buy()
    voucher = Voucher.objects.get()
    cup = shopdata.make_product("Cup", "8.00")
    assert spend(voucher, cup).total_incl_tax == Decimal("3.00")
    assert str(voucher.offers.get().condition) == "Anything in a basket in USD"
    euros = shopdata.make_product("Tasse", "8.00", currency="EUR")
    assert spend(voucher, euros).total_incl_tax == Decimal("8.00")
    assert spend(voucher, shopdata.make_product("Egg", "0.40")).total_incl_tax == Decimal("0.00")
    assert earned.of_order(Order.objects.get())[0].worth == "$5.00 off"


def test_each_currency_has_its_own_amount() -> None:
    both = {"USD": "20", "EUR": "30"}
    laddered.make_threshold(tier(both, "voucher_amount", amount={"USD": "5", "EUR": "4"}))
    buy("30.00", currency="EUR")
    [voucher] = Voucher.objects.all()
    euros = shopdata.make_product("Tasse", "8.00", currency="EUR")
    assert spend(voucher, euros).total_incl_tax == Decimal("4.00")


def test_it_is_used_once(client: Client) -> None:
    laddered.make_threshold(tier("20", "voucher_percent"))
    buy()
    voucher, cup = Voucher.objects.get(), shopdata.make_product("Cup", "8.00")
    shopdata.place_order(spend(voucher, cup), shopdata.make_user())
    assert spend(voucher, cup).total_incl_tax == Decimal("8.00")


def test_vouchers_of_the_same_value_share_an_offer_that_is_the_shops_own() -> None:
    laddered.make_threshold(tier("20", "voucher_percent", {"percent": "12.5"}))
    buy()
    buy()
    offers = get_model("offer", "ConditionalOffer").objects.filter(offer_type="Voucher")
    offer = offers.get()
    assert offer.vouchers.count() == 2
    assert offer.name == "12.5 % off with a voucher that an order earned #earned-12_5-percent"
    assert list(without_bundles(offers)) == [offer]
    assert str(offer.condition) == "Anything in the basket"


def test_two_of_one_order_are_told_apart() -> None:
    laddered.make_threshold(
        tier("10", "voucher_percent", {"percent": "5"}),
        tier("20", "voucher_percent", {"percent": "5"}),
    )
    order = buy()
    name = f"5 % off, earned with order {order.number}"
    assert set(Voucher.objects.values_list("name", flat=True)) == {name, f"{name} (2)"}


def test_who_does_not_reach_it_gets_none() -> None:
    laddered.make_threshold(tier("20", "voucher_percent"))
    order = buy("19.99")
    assert earned.of_order(order) == ()
    assert not order.discounts.exists()
    tasks.sweep()
    assert not Voucher.objects.exists()


def test_twice_is_once() -> None:
    laddered.make_threshold(tier("20", "voucher_percent"))
    order = buy()
    again = earned.promise(terms(), "USD", 2)
    assert again is not None
    assert again(None, order) == earned.of_order(order)[0].text
    assert Voucher.objects.count() == 1


def terms() -> Any:
    [row] = threshold_rows.in_force(timezone.now())
    ladder = row.ladder("USD")
    assert ladder is not None
    return ladder.tiers[0]


def test_the_customer_is_told(client: Client) -> None:
    laddered.make_threshold(tier("1", "voucher_percent"))
    page = to_thank_you(client)
    [one] = earned.of_order(Order.objects.get())
    assert one.text in page


def test_the_voucher_form_of_the_basket_takes_it(client: Client) -> None:
    laddered.make_threshold(tier("20", "voucher_amount", amount="5"))
    buy()
    shopdata.fill_basket(client, shopdata.make_product("Cup", "8.00"))
    code = Voucher.objects.get().code.lower()
    client.post(reverse("basket:vouchers-add"), {"code": f" {code} "})
    assert "-$5.00" in client.get(reverse("basket:summary")).content.decode()
