"""What bundles and thresholds brought, and what they cost, on orders as checkout writes them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from oscar.apps.checkout.calculators import OrderTotalCalculator
from oscar.core.loading import get_class, get_model

from crosssell import giving_back
from crosssell.models import EarnedVoucher, MeasuredOrder, RewardUse, Tier
from shop.shipping.methods import Standard
from tests import gifted, laddered, pricing, shopdata
from tests.bundled import make_bundle
from tests.earning import buy, spend
from tests.laddered import tier
from tests.pricing import WithTax
from tests.touched import owed, swept, weighed

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")


def given(order: Any) -> dict[str, tuple[str, str, str]]:
    """By name: what it brought, what it cost, and how much of that on the delivery."""
    rows = RewardUse.objects.filter(measured__order=order)
    return {
        one.name: (f"{one.revenue:.2f}", f"{one.cost:.2f}", f"{one.delivery:.2f}") for one in rows
    }


def bought(*products: Any, strategy: Any = None, quantity: int = 1) -> Any:
    basket = pricing.apply(shopdata.make_basket(*products, quantity=quantity), strategy=strategy)
    order = shopdata.place_order(basket, shopdata.make_user())
    swept(timezone.now())
    return order


def refuse(order: Any, status: str = "Cancelled", days: int = 1) -> None:
    Order.objects.filter(pk=order.pk).update(status=status)
    swept(timezone.now() + timedelta(days=days))


def test_a_bundle_brought_its_pieces_and_cost_its_discount() -> None:
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "6.00")
    bundle = make_bundle(tea, cup)
    basket = shopdata.make_basket(tea, quantity=3)
    basket.add_product(cup)
    order = shopdata.place_order(pricing.apply(basket))
    swept(timezone.now())
    # One tea and the cup, 10 % off; the other two teas are no part of it.
    assert given(order) == {"Tea time": ("9.00", "1.00", "0.00")}
    assert weighed(order) == ("17.00", "0.00", 4)
    row = RewardUse.objects.get()
    assert (row.subject, row.subject_id, row.currency) == ("bundle", bundle.pk, "USD")


@override_settings(OSCAR_OFFERS_INCL_TAX=True)
def test_revenue_is_without_tax_and_the_discount_as_the_shop_gives_it() -> None:
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "6.00")
    make_bundle(tea, cup)
    order = bought(tea, cup, strategy=WithTax())
    assert given(order) == {"Tea time": ("9.00", "1.20", "0.00")}
    assert weighed(order)[0] == "9.00"


def test_a_cancelled_order_brought_and_cost_nothing_until_it_comes_back() -> None:
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "6.00")
    make_bundle(tea, cup)
    laddered.make_threshold(tier("5", "percent", {"percent": "50"}))
    order = bought(tea, cup)
    before = {"Tea time": ("4.50", "1.00", "0.00"), "Ladder": ("4.50", "4.50", "0.00")}
    assert given(order) == before
    refuse(order)
    assert given(order) == dict.fromkeys(before, ("0.00", "0.00", "0.00"))
    # The bundle's limit has its room again, whatever becomes of the order.
    assert giving_back.sweep().refused == 1
    refuse(order, "Pending", days=2)
    assert given(order) == before


def test_a_line_that_came_back_takes_its_part_of_both() -> None:
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "6.00")
    make_bundle(tea, cup)
    laddered.make_threshold(tier("5", "percent", {"percent": "50"}))
    order = bought(tea, cup)
    order.lines.filter(title="Tea").update(status="Returned")
    swept(timezone.now() + timedelta(days=1))
    assert given(order) == {
        "Tea time": ("2.70", "0.60", "0.00"),
        "Ladder": ("2.70", "2.70", "0.00"),
    }


def test_what_is_deleted_or_renamed_later_changes_no_order() -> None:
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "6.00")
    bundle = make_bundle(tea, cup)
    known = bundle.pk
    order = bought(tea, cup)
    bundle.delete()
    swept(timezone.now() + timedelta(days=1))
    order.lines.filter(title="Tea").update(status="Returned")
    swept(timezone.now() + timedelta(days=2))
    assert given(order) == {"Tea time": ("5.40", "0.60", "0.00")}
    assert RewardUse.objects.get().subject_id == known


def test_a_product_that_is_deleted_later_changes_no_bundle() -> None:
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "6.00")
    make_bundle(tea, cup)
    order = bought(tea, cup)
    cup.delete()
    swept(timezone.now() + timedelta(days=1))
    assert given(order) == {"Tea time": ("9.00", "1.00", "0.00")}


def test_what_was_given_by_what_is_deleted_goes_with_the_order() -> None:
    threshold = laddered.make_threshold(tier("5", "percent"))
    order = bought(shopdata.make_product("Tea", "10.00"))
    assert given(order) == {"Ladder": ("9.00", "1.00", "0.00")}
    threshold.delete()
    swept(timezone.now() + timedelta(days=1))
    assert given(order) == {"Ladder": ("9.00", "1.00", "0.00")}
    refuse(order, days=2)
    assert given(order) == {"Ladder": ("0.00", "0.00", "0.00")}


def test_a_reward_that_is_no_plugin_any_more_is_a_discount_all_the_same() -> None:
    laddered.make_threshold(tier("5", "percent"))
    basket = pricing.apply(shopdata.make_basket(shopdata.make_product("Tea", "10.00")))
    order = shopdata.place_order(basket)
    Tier.objects.update(reward="no_such_reward")
    swept(timezone.now())
    assert given(order) == {"Ladder": ("9.00", "1.00", "0.00")}


def test_free_delivery_costs_what_it_took_off_the_charge() -> None:
    shopdata.make_country()
    laddered.make_threshold(tier("20"))
    basket = pricing.apply(shopdata.make_basket(shopdata.make_product("Tea", "20.00")))
    method = get_class("shipping.repository", "Repository")().get_shipping_methods(basket)[0]
    charge = method.calculate(basket)
    order = get_class("order.utils", "OrderCreator")().place_order(
        basket=basket,
        total=OrderTotalCalculator().calculate(basket, charge),
        shipping_method=method,
        shipping_charge=charge,
    )
    swept(timezone.now())
    free = f"{Standard().calculate(basket).incl_tax:.2f}"
    assert free != "0.00"
    assert given(order) == {"Ladder": ("20.00", free, free)}
    refuse(order)
    assert given(order) == {"Ladder": ("0.00", "0.00", "0.00")}


def test_a_gift_costs_its_price_and_is_no_item(client: Client) -> None:
    tea, mug = shopdata.make_product("Tea", "20.00"), shopdata.make_product("Mug", "7.35")
    gifted.ladder(mug)
    gifted.fill(client, tea)
    gifted.claim(client)
    order = shopdata.place_order(gifted.priced())
    swept(timezone.now())
    assert given(order) == {"Ladder": ("20.00", "7.35", "0.00")}
    assert weighed(order) == ("20.00", "0.00", 1)
    assert owed(order) == {}


def test_an_earned_voucher_costs_the_order_that_spends_it() -> None:
    laddered.make_threshold(tier("20", "voucher_amount", {"days": 30}, amount="5"))
    earning = buy()
    swept(timezone.now())
    assert given(earning) == {"Ladder": ("20.00", "0.00", "0.00")}
    voucher = EarnedVoucher.objects.get().voucher
    spending = shopdata.place_order(
        spend(voucher, shopdata.make_product("Cup", "8.00")), shopdata.make_user()
    )
    swept(timezone.now())
    # The threshold bears the cost; that order did not reach it, so it brought nothing there.
    assert given(spending) == {"Ladder": ("0.00", "5.00", "0.00")}
    assert weighed(spending) == ("3.00", "0.00", 1)
    EarnedVoucher.objects.update(tier=None)
    MeasuredOrder.objects.filter(order=spending).delete()
    swept(timezone.now())
    assert given(spending) == {}


def test_offers_of_the_shop_are_no_reward_of_ours() -> None:
    tea = shopdata.make_product("Tea", "4.00")
    pricing.site_offer(tea)
    assert given(bought(tea)) == {}
    assert MeasuredOrder.objects.count() == 1
