"""A gift that is not earned any more leaves the basket, and the shopper is told why."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crosssell import gifts, kept, thresholds
from crosssell.models import Threshold, Tier, TierGift
from tests import bundled, gifted, laddered, pricing, shopdata
from tests.gifted import Basket, Line, claim, lines, priced, told
from tests.laddered import tier

pytestmark = pytest.mark.django_db
BASKET = reverse("basket:summary")


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def mug() -> Any:
    return shopdata.make_product("Mug", "7.35", 3)


@pytest.fixture
def shopper(client: Client, tea: Any, mug: Any) -> Client:
    """Somebody with tea and the mug that comes with it, who has read all messages."""
    gifted.ladder(mug)
    gifted.fill(client, tea)
    claim(client)
    client.get(BASKET)
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]
    return client


def gone(client: Client, why: str) -> None:
    assert told(client.get(BASKET)) == [f"The gift “Mug” has left your basket: {why}."]
    assert lines() == [("Tea", 1, "")]
    assert priced().total_incl_tax == Decimal("20.00")
    # Once is enough.
    assert told(client.get(BASKET)) == []


def test_below_the_threshold(shopper: Client) -> None:
    shopdata.StockRecord.objects.filter(product__title="Tea").update(price=Decimal("12.50"))
    gone_at = told(shopper.get(BASKET))
    assert gone_at == [
        "The gift “Mug” has left your basket: it is for orders from $20.00 on, and you are $7.50 "
        "away."
    ]
    assert lines() == [("Tea", 1, "")]
    assert priced().total_incl_tax == Decimal("12.50")


def test_when_the_shopper_takes_something_out(shopper: Client) -> None:
    Tier.objects.get().amounts.update(at_least=Decimal("40"))
    kept.changed()
    gone(shopper, "it is for orders from $40.00 on, and you are $20.00 away")


CHANGES: dict[str, Callable[[], object]] = {
    "the threshold is off": lambda: Threshold.objects.update(active=False),
    "it has ended": lambda: Threshold.objects.update(ends_at=timezone.now()),
    "it is deleted": lambda: Threshold.objects.get().delete(),
    "the tier is deleted": lambda: Tier.objects.get().delete(),
    "the tier gives something else": lambda: Tier.objects.update(reward="message"),
    "the tier is only shown": lambda: Tier.objects.update(decorative=True),
    "the product is no gift": lambda: TierGift.objects.update(product=make_cup()),
}


def make_cup() -> Any:
    return shopdata.make_product("Cup", "5.00")


@pytest.mark.parametrize("name", CHANGES)
def test_what_the_merchant_ends(shopper: Client, name: str) -> None:
    CHANGES[name]()
    kept.changed()
    gone(shopper, "it is not offered any more")


@pytest.mark.parametrize(
    "change",
    [
        lambda mug: shopdata.StockRecord.objects.filter(product=mug).update(num_in_stock=0),
        lambda mug: shopdata.Product.objects.filter(pk=mug.pk).update(is_public=False),
        lambda mug: shopdata.StockRecord.objects.filter(product=mug).update(price=None),
        lambda mug: shopdata.StockRecord.objects.filter(product=mug).update(price_currency="EUR"),
    ],
)
def test_what_cannot_be_had(shopper: Client, mug: Any, change: Any) -> None:
    change(mug)
    gone(shopper, "it is sold out")


def test_the_last_piece_goes_to_who_buys_it(shopper: Client, mug: Any) -> None:
    shopdata.StockRecord.objects.filter(product=mug).update(num_in_stock=1)
    basket = Basket.objects.get()
    basket.strategy = shopdata.Default()
    basket.add_product(mug)
    assert "The gift “Mug” has left your basket: it is sold out." in told(shopper.get(BASKET))
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "")]


def test_beside_what_it_does_not_go_together_with(shopper: Client, tea: Any) -> None:
    Threshold.objects.update(with_bundles=False)
    kept.changed()
    bundled.make_bundle(tea)
    assert told(shopper.get(BASKET)) == [
        "The gift “Mug” has left your basket: it does not go together with a bundle."
    ]
    assert lines() == [("Tea", 1, "")]


def test_the_basket_that_loses_it_is_priced_without_it(shopper: Client) -> None:
    Threshold.objects.all().delete()
    laddered.make_threshold(tier("20", "percent"))
    basket = priced()
    assert pricing.given(basket) == {"10 % off": (1, "2.00")}
    assert basket.total_incl_tax == Decimal("18.00")


def test_more_than_one_piece_is_one(shopper: Client) -> None:
    Line.objects.filter(product__title="Mug").update(quantity=3)
    assert told(shopper.get(BASKET)) == ["“Mug” is a gift: you get one piece."]
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]
    assert priced().total_incl_tax == Decimal("20.00")


def test_without_thresholds_known_no_gift_is_lost(
    shopper: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An error of ours takes nothing away; the page shows the price, and nobody can pay it."""

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    basket = priced()
    with monkeypatch.context() as patched:
        patched.setattr("crosssell.thresholds.ladders_for", broken)
        assert told(shopper.get(BASKET)) == []
        assert pricing.apply(basket).total_incl_tax == Decimal("27.35")
        assert not hasattr(basket, thresholds.NAME)
    assert "were not looked at" not in caplog.text
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]
    assert priced().total_incl_tax == Decimal("20.00")


def test_a_submitted_basket_is_left_alone(shopper: Client) -> None:
    basket = priced()
    Threshold.objects.all().delete()
    basket.freeze()
    frozen = priced()
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]
    assert frozen.total_incl_tax == Decimal("27.35")
    # Not even looked at.
    assert not gifts.settle(frozen, None)


def test_a_basket_that_was_submitted_meanwhile_is_left_alone(shopper: Client) -> None:
    basket = priced()
    Threshold.objects.all().delete()
    Basket.objects.update(status="Frozen")
    pricing.apply(basket)
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]


def test_a_second_tier_keeps_its_own_gift(client: Client, tea: Any, mug: Any) -> None:
    cup = make_cup()
    laddered.make_threshold(
        tier("10", "gift_of_choice", gifts=[cup]), tier("20", "gift_of_choice", gifts=[mug])
    )
    gifted.fill(client, tea)
    first, second = Tier.objects.order_by("pk")
    for one in (first, second):
        client.post(gifted.address(one.pk))
    assert lines() == [("Tea", 1, ""), ("Cup", 1, "gift"), ("Mug", 1, "gift")]
    second.delete()
    client.get(BASKET)
    assert lines() == [("Tea", 1, ""), ("Cup", 1, "gift")]
    assert priced().total_incl_tax == Decimal("20.00")


def test_of_the_last_piece_one_of_two_gifts_stays(client: Client, tea: Any, mug: Any) -> None:
    laddered.make_threshold(
        tier("10", "gift_of_choice", gifts=[mug]), tier("20", "gift_of_choice", gifts=[mug])
    )
    gifted.fill(client, tea)
    for one in Tier.objects.order_by("pk"):
        client.post(gifted.address(one.pk))
    assert len(lines()) == 3
    shopdata.StockRecord.objects.filter(product=mug).update(num_in_stock=1)
    client.get(BASKET)
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]
