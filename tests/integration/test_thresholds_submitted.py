"""A basket that is paid at another site keeps what tiers gave it, whatever the merchant does."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from crosssell import kept, tasks, tier_holds
from crosssell.models import Threshold, Tier, TierHold
from shop.checkout.views import PaymentDetailsView
from tests import gifted, laddered, pricing, shopdata
from tests.gifted import Basket, Line, lines, priced
from tests.integration.storefront import fetch, to_preview
from tests.integration.test_holds_checkout import PREVIEW, place
from tests.integration.test_holds_view import elsewhere
from tests.integration.test_thresholds_submission import dearer
from tests.laddered import tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def mug() -> Any:
    return shopdata.make_product("Mug", "7.35", 3)


def pay_elsewhere(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch(client, PREVIEW)
    with monkeypatch.context() as patched:
        patched.setattr(PaymentDetailsView, "handle_payment", elsewhere)
        assert place(client).url == "https://pay.example/"


@pytest.mark.parametrize(
    "edit",
    [dearer, lambda: Threshold.objects.all().delete(), lambda: Tier.objects.update(reward="x")],
)
def test_a_basket_at_another_site_keeps_its_price(
    client: Client, tea: Any, monkeypatch: pytest.MonkeyPatch, edit: Any
) -> None:
    laddered.make_threshold(tier("20", "percent"))
    to_preview(client, tea)
    pay_elsewhere(client, monkeypatch)
    edit()
    kept.changed()
    returned = priced(status="Frozen")
    assert returned.total_incl_tax == Decimal("18.00")
    order = shopdata.place_order(returned)
    assert pricing.recorded(order)["discounts"] == {"10 % off": (1, "2.00")}


def test_its_gift_stays_free_and_its_voucher_is_made(
    client: Client, tea: Any, mug: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gifted.ladder(mug)
    laddered.make_threshold(tier("20", "voucher_percent"), name="Next")
    to_preview(client, tea)
    gifted.claim(client)
    pay_elsewhere(client, monkeypatch)
    Threshold.objects.all().delete()
    # Who has paid is not refused: not even where the last one is gone.
    shopdata.StockRecord.objects.filter(product=mug).update(price=Decimal("9.99"), num_in_stock=0)
    returned = priced(status="Frozen")
    assert returned.total_incl_tax == Decimal("20.00")
    order = shopdata.place_order(returned)
    assert order.total_incl_tax == Decimal("20.00")
    assert get_model("voucher", "Voucher").objects.count() == 1


def test_its_delivery_stays_free(client: Client, tea: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    laddered.make_threshold(tier("20"))
    to_preview(client, tea)
    pay_elsewhere(client, monkeypatch)
    Threshold.objects.all().delete()
    returned = priced(status="Frozen")
    [method, *_rest] = get_class("shipping.repository", "Repository")().get_shipping_methods(
        returned, user=returned.owner
    )
    assert method.calculate(returned).incl_tax == Decimal("0.00")


def test_it_gets_nothing_that_begins_meanwhile(
    client: Client, tea: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    laddered.make_threshold(tier("500"), name="Far")
    to_preview(client, tea)
    pay_elsewhere(client, monkeypatch)
    laddered.make_threshold(tier("20", "percent"))
    assert priced(status="Frozen").total_incl_tax == Decimal("20.00")
    Basket.objects.get(status="Frozen").thaw()
    assert not TierHold.objects.exists()
    assert priced(status="Open").total_incl_tax == Decimal("18.00")


def test_a_payment_that_fails_leaves_nothing_behind(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("20", "percent"))
    to_preview(client, tea)
    fetch(client, PREVIEW)
    place(client, "refuse")
    assert not TierHold.objects.exists()
    assert place(client).url == reverse("checkout:thank-you")


def test_who_comes_back_with_another_basket_gets_one_gift(
    client: Client, tea: Any, mug: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gifted.ladder(mug)
    to_preview(client, tea)
    gifted.claim(client)
    pay_elsewhere(client, monkeypatch)
    gifted.fill(client, tea)
    gifted.claim(client)
    frozen = Basket.objects.get(status="Frozen")
    frozen.thaw()
    frozen.merge(Basket.objects.get(status="Open", pk__gt=frozen.pk))
    assert Line.objects.get(product=mug).quantity == 2
    assert priced(pk=frozen.pk).total_incl_tax == Decimal("40.00")
    assert lines(basket=frozen) == [("Tea", 2, ""), ("Mug", 1, "gift")]


def test_what_cannot_be_read_any_more_is_left_out(
    client: Client, tea: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A reward that the shop has taken out of its code."""
    laddered.make_threshold(tier("20", "percent"))
    to_preview(client, tea)
    pay_elsewhere(client, monkeypatch)
    held = TierHold.objects.get()
    held.given[0]["reward"] = "gone"
    held.save()
    assert priced(status="Frozen").total_incl_tax == Decimal("20.00")
    assert "does not get tier" in caplog.text


def test_what_cannot_be_released_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(TierHold.objects, "filter", broken)
    tier_holds.release(Basket.objects.create())
    assert "stays written down" in caplog.text


def test_old_holds_are_forgotten() -> None:
    for _ in range(2):
        TierHold.objects.create(basket=Basket.objects.create())
    old = timezone.now() - timedelta(days=61)
    TierHold.objects.filter(pk=TierHold.objects.earliest("pk").pk).update(created_at=old)
    tasks.sweep()
    assert TierHold.objects.count() == 1
