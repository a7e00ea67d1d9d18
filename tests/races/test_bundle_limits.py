"""Many baskets take the last room of a bundle at once: its limit, budget, customers' shares."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from crosssell import holds, limits
from crosssell.models import Bundle, BundleCustomer, BundleTally, BundleUse
from tests.holding import given_of, make_bundle, priced, tally
from tests.races.at_once import PATIENCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)
CROWDS = pytest.mark.parametrize("crowd", [20, 100])


def take(basket: Any, email: str = "ann@example.com") -> str:
    """ "held", or why not."""
    refused = holds.take(basket, AnonymousUser(), email)
    return refused.code if refused else "held"


def takes(bundle: Bundle, crowd: int, each: str = "1.50") -> Counter[str]:
    """How many of so many baskets, each with one set, got what answer."""
    baskets = [priced(given_of(bundle, 1, each)) for _ in range(crowd)]
    return Counter(at_once([partial(take, basket) for basket in baskets]))


@CROWDS
def test_the_limit_is_reached_exactly(crowd: int) -> None:
    bundle = make_bundle(most_uses=7)
    # Bundles that were written in bulk have no tally before their first use.
    BundleTally.objects.all().delete()
    assert takes(bundle, crowd) == {"held": 7, "used_up": crowd - 7}
    assert tally(bundle)[0] == BundleUse.objects.filter(state="held").count() == 7


@CROWDS
def test_the_budget_is_never_passed(crowd: int) -> None:
    bundle = make_bundle(budget="10.00", budget_currency="USD")
    assert takes(bundle, crowd) == {"held": 6, "budget": crowd - 6}
    assert tally(bundle) == (6, Decimal("9.00"))


@CROWDS
def test_a_customer_gets_a_customers_share(crowd: int) -> None:
    bundle = make_bundle(per_customer=3)
    assert takes(bundle, crowd) == {"held": 3, "customer": crowd - 3}
    assert BundleCustomer.objects.get().uses == tally(bundle)[0] == 3


@CROWDS
def test_two_bundles_are_taken_both_or_neither(crowd: int) -> None:
    wide, narrow = make_bundle("Wide", most_uses=15), make_bundle("Narrow", most_uses=5)
    baskets = [priced(given_of(wide), given_of(narrow)) for _ in range(crowd)]
    assert Counter(at_once([partial(take, one) for one in baskets]))["held"] == 5
    assert (tally(wide)[0], tally(narrow)[0]) == (5, 5)


@CROWDS
def test_one_basket_that_is_sent_many_times_holds_once(crowd: int) -> None:
    bundle = make_bundle(most_uses=2, per_customer=1)
    basket = priced(given_of(bundle))
    copies = [priced(given_of(bundle), basket=type(basket)(pk=basket.pk)) for _ in range(crowd)]
    assert set(at_once([partial(take, copy) for copy in copies])) == {"held"}
    assert tally(bundle)[0] == BundleUse.objects.filter(state="held").count() == 1


# The same crowds without the guard: read, look, then write. Everybody reads before anybody writes.


def unguarded_tally(met: Barrier) -> Callable[..., bool]:
    def count(change: limits.Change, amount: Decimal, now: datetime) -> bool:
        found = BundleTally.objects.get(pk=change.bundle)
        bundle = Bundle.objects.get(pk=change.bundle)
        met.wait(PATIENCE)
        if bundle.most_uses is not None and found.uses + change.uses > bundle.most_uses:
            return False
        if bundle.budget is not None and found.amount + amount > bundle.budget:
            return False
        found.uses, found.amount = found.uses + change.uses, found.amount + amount
        found.save()
        return True

    return count


@CROWDS
@pytest.mark.parametrize(
    "limit", [{"most_uses": 7}, {"budget": Decimal("10.00"), "budget_currency": "USD"}]
)
def test_without_its_guard_a_limit_is_passed(
    crowd: int, limit: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = make_bundle(**limit)
    monkeypatch.setattr(limits, "_count", unguarded_tally(Barrier(crowd)))
    assert takes(bundle, crowd) == {"held": crowd}
    assert tally(bundle)[0] == 1


@CROWDS
def test_without_its_guard_a_customer_gets_more(
    crowd: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, met = make_bundle(per_customer=3), Barrier(crowd)
    # The tally's lock would let one basket in at a time and hide what is missing.
    monkeypatch.setattr(limits, "_count", lambda *_: True)

    def count(bundle_id: int, customer: str, uses: int, row: Any) -> None:
        found = BundleCustomer.objects.filter(bundle_id=bundle_id, customer=customer)
        before = sum(found.values_list("uses", flat=True))
        met.wait(PATIENCE)
        if before + uses > row["per_customer"]:
            raise limits.NoRoom(bundle_id, "customer")

    monkeypatch.setattr(limits, "_count_customer", count)
    assert takes(bundle, crowd) == {"held": crowd}


@CROWDS
def test_without_its_guard_one_basket_holds_many_times(
    crowd: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, met = make_bundle(), Barrier(crowd)
    monkeypatch.setattr(holds, "lock_basket", lambda basket: "Open")

    def lock(uses: Any) -> list[BundleUse]:
        found = list(uses)
        met.wait(PATIENCE)
        return found

    monkeypatch.setattr(holds, "lock", lock)
    basket = priced(given_of(bundle))
    copies = [priced(given_of(bundle), basket=type(basket)(pk=basket.pk)) for _ in range(crowd)]
    assert set(at_once([partial(take, copy) for copy in copies])) == {"held"}
    assert tally(bundle)[0] == BundleUse.objects.filter(state="held").count() == crowd
