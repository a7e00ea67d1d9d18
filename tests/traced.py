"""Somebody of whom there is a trace in every table that can have one."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from oscar.core.loading import get_model

from crosssell import buffer, limits
from crosssell.analytics import tracking
from crosssell.analytics.attribution.measuring import measure
from crosssell.analytics.rollup import exposures
from crosssell.models import (
    BackTest,
    BundleCustomer,
    BundleUse,
    Exposure,
    OrderUnit,
    TierHold,
    WeeklyMail,
)
from tests import shopdata
from tests.bundled import make_bundle
from tests.tested import make_experiment, part
from tests.touched import make_touch
from tests.tracked import make_placed, thing

Order = get_model("order", "Order")


def make_test(name: str = "Below") -> Any:
    """A live test of a placement."""
    placement, _rule = make_placed(f"product.{name.lower()}")
    return make_experiment(placement, name=name)


def make_order_of(user: Any = None, email: str = "", unit: int = 7, test: Any = None) -> Any:
    """An order of two teas that owes something and had a bundle, out of a basket with tiers.

    Its visitor, of that unit, has met the test.
    """
    at = timezone.now() - timedelta(hours=1)
    tea = shopdata.make_product("Tea", "4.00")
    basket = shopdata.make_basket(tea, owner=user)
    order = shopdata.make_order(tea, user=user, at=at, quantity=2)
    Order.objects.filter(pk=order.pk).update(basket=basket, guest_email=email)
    order.refresh_from_db()
    earlier = {"at": at - timedelta(minutes=5)}
    make_touch(tea, basket, user, **earlier)
    bundle = make_bundle(tea, name=f"Teas {order.number}", per_customer=3)
    customer = limits.customer_key(user, email)
    BundleUse.objects.create(
        bundle=bundle, name=bundle.name, basket=basket, order=order, state="confirmed",
        customer=customer, uses=2, amount="1.500", currency="USD", expires_at=at,
    )  # fmt: skip
    BundleCustomer.objects.create(bundle=bundle, customer=customer, uses=2)
    TierHold.objects.create(basket=basket, given=[])
    OrderUnit.objects.create(order=order, unit=unit)
    if test is not None:
        Exposure.objects.create(
            experiment=test, variant=part(test, "Shown"), unit=unit, first_at=at
        )
    assert measure([order.pk]) == 1
    return order


def note_waiting(user: Any, basket: int, product: int, unit: int) -> None:
    """A touch, a sign-in and an exposure that wait to be counted."""
    tracking.note_touch(thing(3, product), product, 1, basket, None)
    tracking.note_sign_in(basket, user.pk)
    buffer.append(exposures.KIND, {"unit": unit}, durable=True)
    buffer.flush()


def make_merchants_rows(user: Any) -> None:
    """What is kept of somebody who works in admin."""
    WeeklyMail.objects.create(user=user)
    BackTest.objects.create(user=user)
