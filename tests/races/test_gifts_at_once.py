"""Clicks and pages at once on the same basket: one gift a tier, told once, never paid."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from crosssell import earned, gifts
from crosssell.models import EarnedVoucher, Threshold
from crosssell.oscar import baskets
from tests import gifted, laddered, pricing, shopdata
from tests.gifted import Basket, Line, lines, priced
from tests.laddered import tier
from tests.races.at_once import PATIENCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def visit(user: Any) -> Any:
    """A request as the middleware leaves it, with the user's basket, priced."""
    request: Any = RequestFactory().post("/")
    request.user, request.session = user, {}
    request._messages = CookieStorage(request)
    request.basket = Basket.objects.get(owner=user)
    request.basket.strategy = shopdata.Default()
    return request


@pytest.fixture
def shop() -> tuple[Any, list[Any], Any]:
    """A customer whose basket has reached a tier with two gifts, these, and the tier."""
    two = [shopdata.make_product(name, "7.35", 3) for name in ("Mug", "Cup")]
    threshold = gifted.ladder(*two)
    user = shopdata.make_user()
    shopdata.make_basket(shopdata.make_product("Tea", "20.00"), owner=user)
    priced()
    return user, two, threshold.tiers.get()


def click(user: Any, tier_id: int, product_id: int) -> int:
    return len(gifts.claim(visit(user), tier_id, product_id).added)


@pytest.mark.parametrize("choices", [[0, 0], [0, 1], [0, 1, 0, 1, 0, 1]])
def test_claims_at_once_are_one_gift(shop: Any, choices: list[int]) -> None:
    user, two, row = shop
    works: list[Callable[[], int]] = [partial(click, user, row.pk, two[at].pk) for at in choices]
    assert at_once(works) == [1] * len(choices)
    assert len(lines()) == 2
    assert Line.objects.exclude(product__title="Tea").get().quantity == 1
    assert priced().total_incl_tax == Decimal("20.00")


def test_without_the_lock_they_meet_in_the_table(
    shop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, two, row = shop
    met, put = Barrier(2), baskets.put_as

    def together(*arguments: Any) -> Any:
        met.wait(PATIENCE)
        return put(*arguments)

    monkeypatch.setattr(baskets, "lock", lambda basket: True)
    monkeypatch.setattr(baskets, "put_as", together)
    works = [partial(click, user, row.pk, one.pk) for one in two]
    assert sorted(at_once(works)) == [0, 1]
    assert len(lines()) == 2


def test_a_claim_and_an_order_at_once_leave_no_gift_unpaid_for(shop: Any) -> None:
    """Whoever is first: the basket is submitted with its gift, or the click is refused."""
    user, two, row = shop

    def submit() -> int:
        basket = visit(user).basket
        Basket.objects.filter(pk=basket.pk).update(status="Submitted")
        return -1

    added, _submitted = at_once([partial(click, user, row.pk, two[0].pk), submit])
    assert len(lines()) == 1 + added


def look(user: Any) -> list[str]:
    request = visit(user)
    pricing.get_class("offer.applicator", "Applicator")().apply(request.basket, user, request)
    return [str(one) for one in get_messages(request)]


def test_pages_at_once_tell_once_what_left(shop: Any) -> None:
    user, two, row = shop
    assert click(user, row.pk, two[0].pk) == 1
    Threshold.objects.all().delete()
    said = [text for texts in at_once([partial(look, user)] * 6) for text in texts]
    assert said == ["The gift “Mug” has left your basket: it is not offered any more."]
    assert lines() == [("Tea", 1, "")]


def test_the_sweep_many_times_at_once_makes_one_voucher(monkeypatch: pytest.MonkeyPatch) -> None:
    laddered.make_threshold(tier("20", "voucher_percent"))
    basket = shopdata.make_basket(shopdata.make_product("Tea", "20.00"))
    with monkeypatch.context() as patched:
        patched.setattr("crosssell.oscar.earned_vouchers.new_code", lambda: 1 / 0)
        order = shopdata.place_order(pricing.apply(basket))
    assert sum(at_once([earned.sweep] * 6)) >= 1
    assert EarnedVoucher.objects.filter(order=order).count() == 1
    assert pricing.get_model("voucher", "Voucher").objects.count() == 1
