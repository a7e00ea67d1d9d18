"""What the last page said of thresholds is what is charged, or the shopper is told before."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_class, get_model

from crosssell import kept, submission
from crosssell.models import Tier
from crosssell.oscar import checkout
from tests import gifted, laddered, shopdata
from tests.gifted import priced
from tests.integration.storefront import fetch, to_preview
from tests.integration.test_holds_checkout import PREVIEW, nothing_happened, place, told
from tests.laddered import tier

pytestmark = pytest.mark.django_db
Basket, Order = get_model("basket", "Basket"), get_model("order", "Order")
UnableToPlaceOrder = get_class("order.exceptions", "UnableToPlaceOrder")
CHANGED = [
    "Your savings have changed since you last saw your order.",
    "Nothing was charged. Please look at your basket again.",
]


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def mug() -> Any:
    return shopdata.make_product("Mug", "7.35", 3)


def dearer(**_: Any) -> None:
    """The merchant asks for more than anybody orders."""
    Tier.objects.get().amounts.update(at_least=Decimal("500"))
    kept.changed()


def test_a_discount_that_goes_before_the_click_is_not_missing_quietly(
    client: Client, tea: Any
) -> None:
    laddered.make_threshold(tier("20", "percent"))
    to_preview(client, tea)
    assert "$18.00" in fetch(client, PREVIEW)
    basket = Basket.objects.get(status="Open")
    assert client.session[submission.SHOWN] == [basket.pk, "2.00", []]
    dearer()
    refused = place(client)
    assert told(refused)[-2:] == CHANGED
    nothing_happened(client, refused)
    fetch(client, PREVIEW)
    assert place(client).url == reverse("checkout:thank-you")


def test_free_delivery_too(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("20"))
    to_preview(client, tea)
    fetch(client, PREVIEW)
    basket_id, saved, _vouchers = client.session[submission.SHOWN]
    assert Decimal(saved) > 0
    dearer()
    refused = place(client)
    assert told(refused)[-2:] == CHANGED
    nothing_happened(client, refused)
    fetch(client, PREVIEW)
    assert place(client).url == reverse("checkout:thank-you")
    order = Order.objects.get()
    assert order.shipping_incl_tax == Decimal(saved)
    assert order.basket_id == basket_id


def test_a_promised_voucher_that_goes_before_the_click(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("20", "voucher_percent"))
    to_preview(client, tea)
    fetch(client, PREVIEW)
    dearer()
    refused = place(client)
    assert told(refused)[-2:] == CHANGED
    nothing_happened(client, refused)
    fetch(client, PREVIEW)
    assert place(client).url == reverse("checkout:thank-you")


def test_what_is_not_changed_is_charged_as_shown(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("20", "percent"), name="Percent")
    laddered.make_threshold(tier("20"), name="Delivery")
    to_preview(client, tea)
    fetch(client, PREVIEW)
    assert place(client).url == reverse("checkout:thank-you")
    order = Order.objects.get()
    assert order.total_incl_tax == Decimal("18.00")
    assert {one.offer_name for one in order.discounts.all()} == {"10 % off", "free delivery"}


def test_what_changes_during_the_click_is_not_charged(
    client: Client, tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    laddered.make_threshold(tier("20"))
    to_preview(client, tea)
    # Whatever the last page said: the basket gets something.
    session = client.session
    del session[submission.SHOWN]
    session.save()
    read_anew = checkout.read_anew

    def late(basket: Any) -> Any:
        dearer()
        return read_anew(basket)

    monkeypatch.setattr(checkout, "read_anew", late)
    refused = place(client)
    assert told(refused)[-2:] == CHANGED
    nothing_happened(client, refused)


def test_a_gift_that_is_sold_out_at_the_click(client: Client, tea: Any, mug: Any) -> None:
    gifted.ladder(mug)
    to_preview(client, tea)
    gifted.claim(client)
    fetch(client, PREVIEW)
    shopdata.StockRecord.objects.filter(product=mug).update(num_in_stock=0)
    refused = place(client)
    assert told(refused)[-3:] == [
        "The gift “Mug” has left your basket: it is sold out.",
        *CHANGED,
    ]
    nothing_happened(client, refused)
    fetch(client, PREVIEW)
    assert place(client).url == reverse("checkout:thank-you")
    assert [one.title for one in Order.objects.get().lines.all()] == ["Tea"]


def test_a_gift_that_is_sold_out_during_the_click(
    client: Client, tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It costs nothing anyway, so that no sum tells that it is gone.
    sticker = shopdata.make_product("Sticker", "0.00")
    gifted.ladder(sticker)
    to_preview(client, tea)
    gifted.claim(client)
    fetch(client, PREVIEW)
    read_anew = checkout.read_anew

    def late(basket: Any) -> Any:
        shopdata.StockRecord.objects.filter(product=sticker).update(num_in_stock=0)
        return read_anew(basket)

    monkeypatch.setattr(checkout, "read_anew", late)
    refused = place(client)
    assert told(refused)[-2:] == CHANGED
    nothing_happened(client, refused)


def test_a_gift_that_would_cost_something_is_not_paid(
    client: Client, tea: Any, mug: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gifted.ladder(mug)
    to_preview(client, tea)
    gifted.claim(client)

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("crosssell.thresholds.ladders_for", broken)
        assert "$27.35" in fetch(client, PREVIEW)
        refused = place(client)
        assert told(refused)[-2:] == [
            "“Mug” is not free any more. Please take it out of your basket.",
            CHANGED[1],
        ]
        nothing_happened(client, refused)
        with pytest.raises(UnableToPlaceOrder, match="“Mug” is not free any more."):
            shopdata.place_order(priced(status="Open"))
    assert not Order.objects.exists()


def test_a_sold_out_gift_is_not_ordered_without_a_checkout_either(
    client: Client, tea: Any, mug: Any
) -> None:
    gifted.ladder(mug)
    gifted.fill(client, tea)
    gifted.claim(client)
    basket = priced()
    shopdata.StockRecord.objects.filter(product=mug).update(num_in_stock=0)
    with pytest.raises(UnableToPlaceOrder, match="'Mug' is no longer available to buy"):
        shopdata.place_order(basket)
    assert not Order.objects.exists()
