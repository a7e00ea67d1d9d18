"""Vouchers that could not be made with their order, and those whose order is refused."""

from typing import Any

import pytest
from django.core.management import call_command
from oscar.core.loading import get_model

from crosssell import earned
from crosssell.models import EarnedVoucher, Tier, TierAmount
from crosssell.oscar import earned_vouchers
from tests import laddered, pricing, shopdata
from tests.earning import buy, spend
from tests.laddered import tier

pytestmark = pytest.mark.django_db
Voucher, Order = get_model("voucher", "Voucher"), get_model("order", "Order")


def test_an_order_does_not_fail_with_its_voucher_which_is_made_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    laddered.make_threshold(tier("20", "voucher_amount", amount="5"))
    with monkeypatch.context() as patched:
        patched.setattr(earned_vouchers, "new_code", lambda: 1 / 0)
        order = buy()
    assert "is made later" in caplog.text
    assert order.discounts.get().message == "Your voucher for the next order is on its way."
    assert (Voucher.objects.count(), EarnedVoucher.objects.count()) == (0, 0)
    assert earned.sweep() == 1
    [one] = earned.of_order(order)
    assert (one.worth, order.discounts.get().message) == ("$5.00 off", one.text)
    assert earned.sweep() == 0
    assert Voucher.objects.count() == 1


def test_what_cannot_be_made_later_either_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    laddered.make_threshold(tier("20", "voucher_amount", amount="5"))
    with monkeypatch.context() as patched:
        patched.setattr(earned_vouchers, "new_code", lambda: 1 / 0)
        order = buy()
        assert earned.sweep() == 0
    assert f"The voucher of order {order.number} cannot be made." in caplog.text
    TierAmount.objects.update(amount=None)
    assert earned.sweep() == 0
    order.set_status("Cancelled")
    TierAmount.objects.update(amount=5)
    assert earned.sweep() == 0


def test_a_refused_order_takes_it_back(django_capture_on_commit_callbacks: Any) -> None:
    laddered.make_threshold(tier("20", "voucher_percent"))
    order = buy()
    with django_capture_on_commit_callbacks(execute=True):
        order.set_status("Cancelled")
    assert not Voucher.objects.exists()
    assert (earned.of_order(order), earned.end(order)) == ((), 0)
    # It is not made again, not even where the order is taken up again.
    Order.objects.update(status="Pending")
    assert earned.sweep() == 0
    assert not Voucher.objects.exists()


def test_a_used_one_stays_used(django_capture_on_commit_callbacks: Any) -> None:
    laddered.make_threshold(tier("20", "voucher_percent"))
    order = buy()
    voucher = Voucher.objects.get()
    cup = shopdata.make_product("Cup", "8.00")
    shopdata.place_order(spend(voucher, cup), shopdata.make_user())
    with django_capture_on_commit_callbacks(execute=True):
        order.set_status("Cancelled")
    assert [one.code for one in earned.of_order(order)] == [voucher.code]


def test_one_that_is_being_paid_with_ends_later() -> None:
    laddered.make_threshold(tier("20", "voucher_percent"))
    order = buy()
    basket = spend(Voucher.objects.get(), shopdata.make_product("Cup", "8.00"))
    basket.freeze()
    Order.objects.update(status="Cancelled")
    earned.sweep()
    assert len(earned.of_order(order)) == 1
    basket.thaw()
    earned.sweep()
    assert earned.of_order(order) == ()


def test_a_tier_that_was_deleted_while_it_was_paid(caplog: pytest.LogCaptureFixture) -> None:
    laddered.make_threshold(tier("20", "voucher_percent"))
    basket = pricing.apply(shopdata.make_basket(shopdata.make_product("Tea", "20.00")))
    Tier.objects.all().delete()
    order = shopdata.place_order(basket)
    assert len(earned.of_order(order)) == 1
    assert EarnedVoucher.objects.get().tier is None


def test_the_command_says_how_many_it_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    laddered.make_threshold(tier("20", "voucher_percent"))
    with monkeypatch.context() as patched:
        patched.setattr(earned_vouchers, "new_code", lambda: 1 / 0)
        buy()
    call_command("crosssell_sweep")
    assert "1 vouchers that orders had earned were made." in capsys.readouterr().out
