"""What can be traced to a person goes, what is the shop's or another's stays, and twice is once."""

from typing import Any

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell import limits
from crosssell.analytics import attribution
from crosssell.analytics.personal import erase, erase_guest, erasing, traces
from crosssell.analytics.rollup import roll_up
from crosssell.models import (
    Attribution,
    BackTest,
    BufferedEvent,
    BundleCustomer,
    BundleTally,
    BundleUse,
    Exposure,
    MeasuredOrder,
    OrderUnit,
    TierHold,
    Touch,
    WeeklyMail,
)
from tests import shopdata
from tests.touched import make_touch
from tests.traced import make_merchants_rows, make_order_of, make_test, note_waiting

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("in_table")]

Basket = get_model("basket", "Basket")
OF_AN_ORDER = {
    "touches": 1,
    "lines of orders that owed something": 1,
    "visitors of tests": 1,
    "orders of visitors of tests": 1,
    "notes on orders: which visitor, and whether something was recommended": 1,
    "counts for limits of bundles": 1,
    "customers named by uses of bundles": 1,
    "notes of what tiers gave a basket": 1,
}


def erased(user: Any) -> dict[str, int]:
    """What was removed, without what there was nothing of."""
    found = erase(user)
    assert tuple(found.kinds) == erasing.KINDS
    assert found.total == sum(found.kinds.values())
    return {what: count for what, count in found.kinds.items() if count}


def test_everything_of_one_goes_and_everything_of_another_stays() -> None:
    ann, bob = shopdata.make_user(), shopdata.make_user("bob@example.com")
    test = make_test()
    make_order_of(ann, unit=7, test=test)
    his = make_order_of(bob, unit=8, test=test)
    make_merchants_rows(ann)
    make_merchants_rows(bob)
    assert erased(ann) == OF_AN_ORDER | {"weekly summaries": 1, "names on back-tests": 1}
    assert erased(ann) == {}
    assert list(Touch.objects.values_list("user", flat=True)) == [bob.pk]
    assert list(Attribution.objects.values_list("measured__order", flat=True)) == [his.pk]
    assert list(Exposure.objects.values_list("unit", flat=True)) == [8]
    assert list(OrderUnit.objects.values_list("order", flat=True)) == [his.pk]
    assert list(TierHold.objects.values_list("basket", flat=True)) == [his.basket_id]
    assert list(WeeklyMail.objects.values_list("user", flat=True)) == [bob.pk]
    assert set(BackTest.objects.values_list("user", flat=True)) == {None, bob.pk}
    [left] = BundleCustomer.objects.all()
    assert left.customer == limits.customer_key(bob)


def test_the_shops_own_record_of_an_order_stays_without_the_person() -> None:
    ann = shopdata.make_user()
    order = make_order_of(ann, test=make_test())
    tally = list(BundleTally.objects.values_list())
    erased(ann)
    row = MeasuredOrder.objects.get()
    assert (row.order, row.value, row.unit, row.taker) == (order, 8, 0, False)
    use = BundleUse.objects.get()
    assert (use.order, use.amount, use.uses, use.customer) == (order, 1.5, 2, "")
    # Limits in total and budgets stay as they were used.
    assert list(BundleTally.objects.values_list()) == tally
    assert limits.recount(use.bundle_id) is None
    assert not BundleCustomer.objects.exists()


def test_no_sweep_brings_back_what_was_erased() -> None:
    ann = shopdata.make_user()
    order = make_order_of(ann, test=make_test())
    erased(ann)
    attribution.measure([order.pk], [order.pk])
    attribution.sweep(timezone.now())
    row = MeasuredOrder.objects.get()
    assert (row.unit, row.taker, Attribution.objects.count()) == (0, False, 0)
    assert erased(ann) == {}


def test_what_waits_to_be_counted_is_never_counted() -> None:
    ann = shopdata.make_user()
    order = make_order_of(ann, unit=7, test=make_test())
    note_waiting(ann, 4_711, order.lines.get().product_id, unit=7)
    note_waiting(shopdata.make_user("bob@example.com"), 4_712, 1, unit=8)
    # Of the guest's basket that she signed in with, too.
    assert erased(ann)["events that nobody has counted yet"] == 3
    assert BufferedEvent.objects.count() == 3
    assert roll_up(timezone.now()).failed == ()
    assert list(Touch.objects.values_list("basket_id", flat=True)) == [4_712]
    assert erased(ann) == {}


def test_a_guests_basket_that_was_merged_is_the_customers() -> None:
    ann = shopdata.make_user()
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    # One touch became hers when she signed in, one came late; the last is a stranger's.
    make_touch(tea, 4_711, ann)
    make_touch(cup, 4_711)
    make_touch(cup, 4_712)
    assert erased(ann) == {"touches": 2}
    assert Touch.objects.get().basket_id == 4_712


def test_another_order_of_the_same_visitor_forgets_the_visitor_alone() -> None:
    ann = shopdata.make_user()
    make_order_of(ann, unit=7)
    guest = make_order_of(email="guest@example.com", unit=7)
    assert erased(ann)["orders of visitors of tests"] == 2
    row = MeasuredOrder.objects.get(order=guest)
    assert (row.unit, row.taker) == (0, True)


def test_a_basket_that_is_being_paid_keeps_its_price() -> None:
    ann = shopdata.make_user()
    order = make_order_of(ann)
    Basket.objects.filter(pk=order.basket_id).update(status=Basket.FROZEN)
    assert "notes of what tiers gave a basket" not in erased(ann)
    assert TierHold.objects.exists()


def test_a_guest_is_found_by_the_address_of_his_orders() -> None:
    test = make_test()
    make_order_of(email="Guest@Example.com", unit=7, test=test)
    make_order_of(email="other@example.com", unit=8, test=test)
    make_order_of(shopdata.make_user("guest@example.com"), unit=9, test=test)
    found = erase_guest(" guest@example.COM ")
    assert {what: count for what, count in found.kinds.items() if count} == OF_AN_ORDER
    assert set(Exposure.objects.values_list("unit", flat=True)) == {8, 9}
    assert erase_guest("guest@example.com").total == 0
    assert erase_guest(" ").total == 0


def test_uses_that_were_hashed_with_an_older_secret_are_found(settings: Any) -> None:
    ann = shopdata.make_user()
    make_order_of(ann)
    settings.SECRET_KEY = "another"
    assert erased(ann)["counts for limits of bundles"] == 1
    assert not BundleUse.objects.exclude(customer="").exists()


def test_who_has_no_trace_loses_nothing() -> None:
    assert erased(shopdata.make_user()) == {}


def test_many_orders_are_erased_in_parts() -> None:
    ann = shopdata.make_user()
    tea = shopdata.make_product("Tea")
    orders = [shopdata.make_order(tea, user=ann, at=timezone.now()) for _ in range(3)]
    for order in orders:
        make_touch(tea, order.pk, ann)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(traces, "AT_ONCE", 1)
        OrderUnit.objects.bulk_create(OrderUnit(order=one, unit=one.pk) for one in orders)
        attribution.sweep(timezone.now())
        assert erased(ann)["orders of visitors of tests"] == 3
    assert not OrderUnit.objects.exists()
