"""Room of bundles: taken as one, refused as one, kept by a submitted basket."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from crosssell import holds, limits
from crosssell.models import BundleCustomer, BundleTally, BundleUse
from tests.holding import Basket, given_of, let_end, make_bundle, priced, states, tally, with_line
from tests.shopdata import make_user

pytestmark = pytest.mark.django_db
GUEST, ONE = AnonymousUser(), Decimal("1.00")


def test_what_is_taken_is_counted_and_written_down_to_the_line() -> None:
    bundle = make_bundle()
    basket = priced(given_of(bundle, 2, "1.25"))
    before = timezone.now()
    assert holds.take(basket, GUEST, "Ann@Example.com ") is None
    use = BundleUse.objects.get()
    assert (use.bundle, use.name, use.basket_id, use.order) == (bundle, "Tea set", basket.pk, None)
    assert (use.state, use.uses, use.amount, use.currency) == ("held", 2, Decimal("2.50"), "USD")
    assert use.given == [[{"line": 1, "quantity": 1, "amount": "1.25"}]] * 2
    assert use.customer == limits.customer_key(GUEST, "ann@example.com")
    assert (
        before + timedelta(minutes=30) <= use.expires_at <= timezone.now() + timedelta(minutes=30)
    )
    assert tally(bundle) == (2, 0)


def test_a_customer_is_known_by_a_keyed_hash() -> None:
    ann = make_user()
    keys = {
        limits.customer_key(ann),
        limits.customer_key(GUEST, "ann@example.com"),
        limits.customer_key(GUEST, "bob@example.com"),
    }
    assert {len(key) for key in keys} == {64}
    assert len(keys) == 3
    assert limits.customer_key(ann, "other@example.com") == limits.customer_key(ann)
    assert limits.customer_key(GUEST) == limits.customer_key(GUEST, " ") == ""
    with override_settings(SECRET_KEY="another"):
        assert limits.customer_key(ann) not in keys


@pytest.mark.parametrize(
    ("fields", "code", "message"),
    [
        ({"most_uses": 1}, "used_up", "The last “Tea set” has just gone."),
        (
            {"budget": "2.99", "budget_currency": "USD"},
            "budget",
            "The last “Tea set” has just gone.",
        ),
        ({"budget": "99", "budget_currency": "EUR"}, "budget", "The last “Tea set” has just gone."),
        ({"per_customer": 1}, "customer", "You have had “Tea set” as often as one customer can."),
        ({"active": False}, "ended", "“Tea set” has ended."),
        ({"ends_at": timezone.now()}, "ended", "“Tea set” has ended."),
        ({"starts_at": timezone.now() + timedelta(days=1)}, "ended", "“Tea set” has ended."),
        ({"text": "Changed"}, "changed", "“Tea set” has just been changed."),
    ],
)
def test_a_refusal_says_why_and_leaves_all_as_it_was(
    fields: dict[str, Any], code: str, message: str
) -> None:
    first, second = make_bundle("Free for all"), make_bundle(**fields)
    version = 1 if code == "changed" else second.version
    basket = priced(given_of(first), given_of(second, 2, version=version))
    refused = holds.take(basket, GUEST, "ann@example.com")
    assert refused == holds.Refusal(second.pk, code, message)
    assert (tally(first), tally(second)) == ((0, 0), (0, 0))
    assert not BundleUse.objects.exists()


def test_the_last_room_is_room() -> None:
    bundle = make_bundle(most_uses=2, per_customer=2, budget="0.30", budget_currency="USD")
    # Ten cents thrice: what floats add up to is a hair above thirty.
    for cents in ("0.10", "0.20"):
        assert holds.take(priced(given_of(bundle, 1, cents)), GUEST, "ann@example.com") is None
    assert tally(bundle) == (2, Decimal("0.30"))
    assert BundleCustomer.objects.get().uses == 2


def test_a_bundle_that_is_gone_has_ended() -> None:
    bundle = make_bundle()
    basket = priced(given_of(bundle))
    bundle.delete()
    refused = holds.take(basket, GUEST)
    assert refused
    assert (refused.code, refused.message) == ("ended", "“Tea set” has ended.")


def test_a_limit_for_each_customer_needs_to_know_who_it_is() -> None:
    bundle = make_bundle(per_customer=1)
    refused = holds.take(priced(given_of(bundle)), GUEST)
    assert refused
    assert refused.message == "Please sign in or give your e-mail address to get “Tea set”."
    assert holds.take(priced(given_of(bundle)), GUEST, "ann@example.com") is None
    assert holds.take(priced(given_of(bundle)), GUEST, "bob@example.com") is None
    assert sorted(BundleCustomer.objects.values_list("uses", flat=True)) == [1, 1]


def test_a_new_try_takes_what_the_old_one_held() -> None:
    bundle, other = make_bundle(most_uses=2), make_bundle("Coffee set", most_uses=1)
    basket = priced(given_of(bundle, 2))
    assert holds.take(basket, GUEST) is None
    priced(given_of(bundle, 1), given_of(other), basket=basket)
    assert holds.take(basket, GUEST) is None
    assert (tally(bundle)[0], tally(other)[0]) == (1, 1)
    assert states() == ["given_back", "held", "held"]
    assert [one.bundle for one in holds.expected(with_line(basket)) or ()] == [bundle.pk, other.pk]
    assert holds.take(priced(basket=basket), GUEST) is None
    assert (tally(bundle)[0], tally(other)[0], holds.expected(with_line(basket))) == (0, 0, None)


def test_a_refused_new_try_keeps_the_old_hold() -> None:
    bundle, other = make_bundle(most_uses=1), make_bundle("Coffee set", most_uses=1)
    basket = priced(given_of(bundle))
    assert holds.take(basket, GUEST) is None
    refused = holds.take(priced(given_of(other, 2), basket=basket), GUEST)
    assert refused
    assert (tally(bundle)[0], tally(other)[0], states()) == (1, 0, ["held"])


def test_room_that_only_an_ended_hold_takes_is_room() -> None:
    bundle = make_bundle(most_uses=1)
    assert holds.take(priced(given_of(bundle)), GUEST) is None
    refused = holds.take(priced(given_of(bundle)), GUEST)
    assert refused
    assert refused.code == "used_up"
    let_end()
    assert holds.take(priced(given_of(bundle)), GUEST) is None
    assert (tally(bundle)[0], states()) == (1, ["given_back", "held"])


def test_a_basket_that_is_ordered_is_not_paid_again() -> None:
    bundle = make_bundle()
    basket = priced(given_of(bundle))
    copy = priced(given_of(bundle), basket=Basket.objects.get(pk=basket.pk))
    basket.submit()
    refused = holds.take(copy, GUEST)
    assert refused
    assert refused.message == "This basket has been ordered already."
    assert tally(bundle)[0] == 0


def test_what_a_hold_costs(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    free, limited = make_bundle("A"), make_bundle("B", most_uses=9, per_customer=9)
    ann = make_user()
    holds.take(priced(given_of(free), given_of(limited)), ann)
    nothing, one, two = priced(), priced(given_of(free)), priced(given_of(free), given_of(limited))
    with django_assert_num_queries(4):  # savepoint, the basket, its holds, end
        assert holds.take(nothing, ann) is None
    with django_assert_num_queries(7):  # and the bundles' rows, a tally, the use
        assert holds.take(one, ann) is None
    with django_assert_num_queries(9):  # and a tally and a customer
        assert holds.take(two, ann) is None
    assert BundleTally.objects.get(pk=limited.pk).uses == 2
