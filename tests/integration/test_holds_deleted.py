"""Orders that are deleted (tests of a shop, data protection) give back what they had used."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from crosssell import giving_back, holds, limits
from crosssell.models import Bundle, BundleUse
from tests.holding import given_of, make_bundle, priced, tally
from tests.shopdata import make_order

pytestmark = [pytest.mark.django_db, pytest.mark.both]
GUEST = AnonymousUser()
Order = giving_back.Order


def ordered(*bundles: Bundle, email: str = "ann@example.com") -> Any:
    basket = priced(*(given_of(one) for one in bundles))
    assert holds.take(basket, GUEST, email) is None
    order = make_order()
    assert holds.claim(basket, GUEST, email)
    holds.confirm(basket, order)
    return order


@pytest.fixture
def bundle() -> Bundle:
    return make_bundle(most_uses=2, per_customer=2, budget="9.00", budget_currency="USD")


def test_a_deleted_order_gives_its_room_back(
    bundle: Bundle, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    kept, gone = ordered(bundle), ordered(bundle)
    assert isinstance(holds.take(priced(given_of(bundle)), GUEST, "bob@example.com"), holds.Refusal)
    with django_capture_on_commit_callbacks(execute=True):
        gone.delete()
    assert BundleUse.objects.get().order == kept
    assert (tally(bundle), bundle.customers.get().uses) == ((1, Decimal("1.50")), 1)
    assert holds.take(priced(given_of(bundle)), GUEST, "bob@example.com") is None


def test_many_at_once_are_counted_once(
    bundle: Bundle,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    other = make_bundle("Other")
    for _ in range(2):
        ordered(bundle, other)
    counted: list[int] = []
    recount = limits.recount
    monkeypatch.setattr(limits, "recount", lambda pk: (counted.append(pk), recount(pk)))
    with django_capture_on_commit_callbacks(execute=True):
        Order.objects.all().delete()
    assert (tally(bundle), tally(other)) == ((0, 0), (0, 0))
    assert not bundle.customers.exists()
    assert sorted(counted) == [bundle.pk, other.pk]


def test_an_order_that_was_cancelled_goes_back_once(
    bundle: Bundle, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ordered(bundle)
    gone = ordered(bundle)
    assert giving_back.give_back(gone) == 1
    with django_capture_on_commit_callbacks(execute=True):
        gone.delete()
    assert tally(bundle) == (1, Decimal("1.50"))


def test_a_deletion_that_is_undone_gives_nothing_back(
    bundle: Bundle, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    order = ordered(bundle)
    with django_capture_on_commit_callbacks(execute=True) as called, transaction.atomic():
        order.delete()
        transaction.set_rollback(True)
    assert called == []
    assert tally(bundle) == (1, Decimal("1.50"))


def test_deleting_fails_with_nothing_of_ours(
    bundle: Bundle,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    order = ordered(bundle)

    def away(_pk: int) -> None:
        raise RuntimeError("the tally is away")

    monkeypatch.setattr(limits, "recount", away)
    with django_capture_on_commit_callbacks(execute=True):
        order.delete()
    assert not Order.objects.exists()


def test_a_use_of_a_bundle_that_is_gone_is_deleted_as_ever(
    bundle: Bundle, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    order = ordered(bundle)
    bundle.delete()
    with django_capture_on_commit_callbacks(execute=True) as called:
        order.delete()
    assert (called, BundleUse.objects.count()) == ([], 0)
