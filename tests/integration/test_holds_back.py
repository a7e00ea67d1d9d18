"""What goes back by itself: ended holds, cancelled orders, limits that a merchant sets later."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from oscar.apps.order.signals import order_placed
from pytest_django import DjangoCaptureOnCommitCallbacks

from crosssell import giving_back, holds, limits, tasks
from crosssell.models import Bundle, BundleTally, BundleUse
from tests.holding import given_of, let_end, make_bundle, priced, states, tally
from tests.shopdata import make_order

pytestmark = pytest.mark.django_db
GUEST = AnonymousUser()
Order = giving_back.Order


def take(bundle: Bundle, sets: int = 1, email: str = "ann@example.com", **fields: Any) -> Any:
    basket = priced(given_of(bundle, sets, **fields))
    assert holds.take(basket, GUEST, email) is None
    return basket


def ordered(basket: Any, status: str = "Pending") -> Any:
    order = make_order(status=status)
    assert holds.claim(basket, GUEST, "ann@example.com")
    holds.confirm(basket, order)
    return order


def test_only_holds_that_have_ended_go_back() -> None:
    bundle = make_bundle(per_customer=9)
    take(bundle, 2)
    let_end()
    take(bundle)
    assert holds.sweep() == holds.Swept(expired=1)
    assert (tally(bundle)[0], states()) == (1, ["given_back", "held"])
    assert bundle.customers.get().uses == 1
    assert holds.sweep() == holds.Swept()


def test_a_hold_lasts_as_long_as_the_shop_says() -> None:
    bundle, now = make_bundle(), timezone.now()
    with override_settings(CROSSSELL={"HOLD_MINUTES": 5}):
        take(bundle)
    assert holds.sweep(now + timedelta(minutes=4)) == holds.Swept()
    assert holds.sweep(now + timedelta(minutes=6)) == holds.Swept(expired=1)


def test_orders_that_were_cancelled_without_a_signal_are_found() -> None:
    bundle = make_bundle(most_uses=2, per_customer=2, budget="9.00", budget_currency="USD")
    kept, cancelled = ordered(take(bundle)), ordered(take(bundle))
    Order.objects.filter(pk=cancelled.pk).update(status="Cancelled")
    assert holds.sweep() == holds.Swept(refused=1)
    assert tally(bundle) == (1, Decimal("1.50"))
    assert bundle.customers.get().uses == 1
    assert (states(order=kept), states(order=cancelled)) == (["confirmed"], ["given_back"])
    assert giving_back.give_back(cancelled) == 0


def test_the_shop_says_what_a_cancelled_order_is() -> None:
    bundle = make_bundle()
    ordered(take(bundle), "Lost")
    assert holds.sweep() == holds.Swept()
    with override_settings(CROSSSELL={"REFUSED_STATUSES": ["Lost"]}):
        assert holds.sweep() == holds.Swept(refused=1)
    assert tally(bundle)[0] == 0


def test_the_tally_never_goes_below_nothing() -> None:
    bundle = make_bundle(per_customer=3, budget="9.00", budget_currency="USD")
    basket = take(bundle, 2)
    BundleTally.objects.update(uses=1, amount="0.50")
    bundle.customers.update(uses=1)
    giving_back.release(basket)
    assert tally(bundle) == (0, 0)
    assert bundle.customers.get().uses == 0


def test_a_hold_whose_basket_was_ordered_all_the_same_is_confirmed() -> None:
    """By a shop's OrderCreator that does not ask ours."""
    bundle = make_bundle(most_uses=1)
    order = make_order()
    Order.objects.filter(pk=order.pk).update(basket=take(bundle))
    let_end()
    assert holds.sweep() == holds.Swept()
    assert (tally(bundle)[0], BundleUse.objects.get().order) == (1, order)
    assert states() == ["confirmed"]


@pytest.mark.parametrize("way", ["task", "command"])
def test_the_task_and_the_command_sweep(way: str) -> None:
    bundle = make_bundle()
    take(bundle)
    let_end()
    ordered(take(bundle), "Returned")
    if way == "task":
        tasks.sweep()
    else:
        said = StringIO()
        call_command("crosssell_sweep", stdout=said)
        assert said.getvalue() == "1 holds had ended, 1 uses were of cancelled orders.\n"
        call_command("crosssell_sweep", stdout=said, verbosity=0)
        assert said.getvalue().count("\n") == 1
    assert tally(bundle)[0] == 0


def test_an_order_tidies_up_where_no_worker_does(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    bundle = make_bundle()
    take(bundle)
    let_end()
    with django_capture_on_commit_callbacks(execute=True):
        order_placed.send(sender=None, order=make_order(), user=None)
    assert tally(bundle)[0] == 0


def test_limits_that_are_set_later_count_what_was_used_before(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    bundle = make_bundle()
    ordered(take(bundle, 2))
    take(bundle, 1, "bob@example.com")
    take(bundle, 1, currency="EUR")
    giving_back.give_back(ordered(take(bundle, 5), "Cancelled"))
    assert (tally(bundle), bundle.customers.count()) == ((4, 0), 0)
    bundle.budget, bundle.budget_currency, bundle.per_customer = Decimal(20), "USD", 3
    with django_capture_on_commit_callbacks(execute=True):
        bundle.save()
    assert tally(bundle) == (4, Decimal("4.50"))
    assert sorted(bundle.customers.values_list("uses", flat=True)) == [1, 3]
    bundle.budget_currency, bundle.per_customer = "EUR", None
    with django_capture_on_commit_callbacks(execute=True):
        bundle.save()
    assert (tally(bundle), bundle.customers.count()) == ((4, Decimal("1.50")), 0)
    limits.recount(0)
