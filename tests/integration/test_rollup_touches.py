"""What was put in baskets from a recommendation is kept once, with whoever signs in after it."""

from typing import Any

import pytest

from crosssell.analytics import tracking
from crosssell.core.shown import BUNDLE
from crosssell.models import Event, Touch
from tests import shopdata
from tests.tracked import make_placed, rolled, rows, thing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_either")]


def of(*columns: str) -> list[tuple[Any, ...]]:
    return list(Touch.objects.order_by("pk").values_list(*columns))


def test_a_touch_is_kept_and_counted() -> None:
    placement, rule = make_placed()
    milk, (small, _large) = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    one = thing(placement.pk, milk.pk, rule=rule.pk, position=6, run=4, variant=3, rendering=99)
    tracking.note_touch(one, small.pk, 2, 5, shopdata.make_user())
    counts = rolled()
    assert (counts.touches, counts.again, counts.bad) == (1, 0, 0)
    assert rows("subject_id", "rule_id", "position", "variant_id") == [
        (milk.pk, rule.pk, 5, 3, 0, 0, 0, 1, 0)
    ]
    touch, event = Touch.objects.get(), Event.objects.get()
    assert touch.user.email == "ann@example.com"
    assert of(
        "basket_id", "product_id", "family_id", "quantity", "rendering", "placement_id", "slot",
        "rule_id", "strategy", "subject", "subject_id", "position", "run_id", "variant_id",
    ) == [
        (5, small.pk, milk.pk, 2, 99, placement.pk, "product.below_description",
         rule.pk, "bought_together", "product", milk.pk, 6, 4, 3)
    ]  # fmt: skip
    assert (event.kind, event.at) == ("touch", touch.at)


def test_a_product_that_is_deleted_is_its_own_family() -> None:
    placement, _rule = make_placed()
    tracking.note_touch(thing(placement.pk), 12_345, 1, 5, None)
    assert rolled().touches == 1
    assert of("product_id", "family_id") == [(12_345, 12_345)]


def test_each_product_of_a_bundle_is_kept_and_the_bundle_counted_once() -> None:
    placement, _rule = make_placed()
    bundle = thing(placement.pk, 4, subject=BUNDLE)
    for product in (1, 2, 3, 2):
        tracking.note_touch(bundle, product, product, 5, None)
    counts = rolled()
    assert (counts.touches, counts.again) == (1, 3)
    assert of("product_id", "quantity") == [(1, 1), (2, 2), (3, 3)]
    tracking.note_touch(bundle, 1, 9, 6, None)
    assert rolled().touches == 0
    assert of("product_id", "quantity", "basket_id") == [(1, 1, 5), (2, 2, 5), (3, 3, 5)]


def test_of_two_that_are_the_same_the_first_stays() -> None:
    placement, _rule = make_placed()
    for quantity in (1, 7):
        tracking.note_touch(thing(placement.pk), 9, quantity, 5, None)
    rolled()
    assert of("quantity") == [(1,)]


def touch(product: int, basket: int) -> None:
    tracking.note_touch(thing(1, product), product, 1, basket, None)


def test_whoever_signs_in_gets_the_touches_before_it() -> None:
    ann, bob = shopdata.make_user(), shopdata.make_user("bob@example.com")
    touch(1, 5)
    touch(2, 6)
    rolled()
    touch(3, 5)
    tracking.note_sign_in(5, ann.pk)
    touch(4, 5)
    tracking.note_sign_in(6, bob.pk)
    touch(5, 5)
    rolled()
    # What came after belongs to whoever signs in next, and to nobody until then.
    users = {1: ann.pk, 2: bob.pk, 3: ann.pk, 4: None, 5: None}
    assert dict(of("product_id", "user_id")) == users
    tracking.note_sign_in(5, bob.pk)
    rolled()
    assert dict(of("product_id", "user_id")) == {**users, 4: bob.pk, 5: bob.pk}


def test_of_several_who_sign_in_the_next_one_gets_them() -> None:
    ann, bob = shopdata.make_user(), shopdata.make_user("bob@example.com")
    touch(1, 5)
    rolled()
    touch(2, 5)
    tracking.note_sign_in(5, ann.pk)
    tracking.note_sign_in(5, bob.pk)
    rolled()
    assert of("product_id", "user_id") == [(1, ann.pk), (2, ann.pk)]


def test_a_customer_who_is_deleted_owns_nothing() -> None:
    ann = shopdata.make_user()
    pk = ann.pk
    tracking.note_touch(thing(1, 1), 1, 1, 5, ann)
    tracking.note_touch(thing(1, 2), 2, 1, 6, None)
    tracking.note_sign_in(6, pk)
    ann.delete()
    assert rolled().touches == 2
    assert of("product_id", "user_id") == [(1, None), (2, None)]


def test_a_touch_without_a_basket_is_kept() -> None:
    tracking.note_touch(thing(1, 1), 1, 1, None, None)
    assert rolled().touches == 1
    assert of("basket_id", "user_id") == [(None, None)]
