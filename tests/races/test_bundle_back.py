"""Cancelling, ending and sweeping at once: what was used goes back exactly once."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from crosssell import giving_back, holds, limits
from crosssell.models import Bundle, BundleUse
from tests.holding import given_of, let_end, make_bundle, priced, states, tally
from tests.races.at_once import PATIENCE, at_once
from tests.shopdata import make_order

pytestmark = pytest.mark.django_db(transaction=True)
CROWDS = pytest.mark.parametrize("crowd", [20, 100])
OTHERS = 200


def bundle_with_others() -> Bundle:
    """Others hold 200 sets of it, so that giving back twice would show."""
    bundle = make_bundle(per_customer=1000)
    take(bundle, OTHERS)
    return bundle


def take(bundle: Bundle, sets: int = 1) -> Any:
    basket = priced(given_of(bundle, sets))
    assert holds.take(basket, AnonymousUser(), "ann@example.com") is None
    return basket


def order_of(basket: Any) -> Any:
    """The basket, ordered."""
    order = make_order(status="Pending")
    with transaction.atomic():
        assert holds.claim(basket, AnonymousUser(), "ann@example.com")
        holds.confirm(basket, order)
    return order


def all_ways_for_a_hold(basket: Any) -> list[Callable[[], object]]:
    return [
        partial(giving_back.expire, timezone.now()),
        partial(giving_back.release, basket),
        giving_back.sweep,
    ]


@CROWDS
def test_a_hold_that_ended_goes_back_once(crowd: int) -> None:
    bundle = bundle_with_others()
    basket = take(bundle)
    let_end(basket=basket)
    at_once([all_ways_for_a_hold(basket)[at % 3] for at in range(crowd)])
    assert (tally(bundle)[0], states()) == (OTHERS, ["held", "given_back"])
    assert bundle.customers.get().uses == OTHERS


@CROWDS
def test_a_cancelled_order_goes_back_once(crowd: int) -> None:
    bundle = bundle_with_others()
    order = order_of(take(bundle))
    order.status = "Cancelled"
    order.save()
    ways = [partial(giving_back.give_back, order), giving_back.sweep]
    at_once([ways[at % 2] for at in range(crowd)])
    assert (tally(bundle)[0], states()) == (OTHERS, ["held", "given_back"])
    assert bundle.customers.get().uses == OTHERS


@CROWDS
def test_an_order_that_arrives_as_its_hold_ends_is_counted_once(crowd: int) -> None:
    bundle = make_bundle(most_uses=crowd)
    baskets = [take(bundle) for _ in range(crowd // 2)]
    let_end()
    sweeps = [giving_back.sweep] * (crowd // 2)
    at_once([*[partial(order_of, basket) for basket in baskets], *sweeps])
    assert BundleUse.objects.filter(state="confirmed").count() == crowd // 2
    assert not BundleUse.objects.filter(state="held").exists()
    assert tally(bundle)[0] == crowd // 2


def test_without_its_lock_a_hold_that_ends_meanwhile_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundle = make_bundle()
    basket = take(bundle)
    let_end()
    read, swept = Event(), Event()

    def only_read(uses: Any) -> list[BundleUse]:
        found = list(uses)
        read.set()
        assert swept.wait(PATIENCE)
        return found

    def sweep() -> Any:
        assert read.wait(PATIENCE)
        giving_back.sweep()
        swept.set()
        return None

    monkeypatch.setattr(holds, "lock", only_read)
    order, _ = at_once([partial(order_of, basket), sweep])
    assert (tally(bundle)[0], states(order=order)) == (0, [])


@CROWDS
def test_a_recount_meanwhile_loses_nothing(crowd: int) -> None:
    bundle = bundle_with_others()
    back = [take(bundle) for _ in range(crowd // 4)]
    shoppers = [partial(take, bundle)] * (crowd // 4)
    releases = [partial(giving_back.release, basket) for basket in back]
    recounts = [partial(limits.recount, bundle.pk)] * (crowd // 2)
    at_once([*shoppers, *releases, *recounts])
    assert tally(bundle)[0] == bundle.customers.get().uses == OTHERS + crowd // 4


@CROWDS
def test_without_its_guard_it_goes_back_again_and_again(
    crowd: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = bundle_with_others()
    basket = take(bundle)
    let_end(basket=basket)
    met = Barrier(crowd)

    @transaction.atomic
    def read_then_write(uses: Any, fields: Any = None) -> int:
        found = list(uses)
        met.wait(PATIENCE)
        BundleUse.objects.filter(pk__in=[use.pk for use in found]).update(state="given_back")
        limits.apply(giving_back.changes(found), timezone.now())
        return len(found)

    monkeypatch.setattr(giving_back, "end", read_then_write)
    at_once([all_ways_for_a_hold(basket)[at % 2] for at in range(crowd)])
    assert tally(bundle)[0] == OTHERS + 1 - crowd


@CROWDS
def test_limits_and_ended_holds_together_never_pass_the_limit(crowd: int) -> None:
    bundle = make_bundle(most_uses=5)
    for _ in range(5):
        take(bundle)
    let_end()

    def shop(basket: Any) -> bool:
        return holds.take(basket, AnonymousUser(), "bob@example.com") is None

    baskets = [priced(given_of(bundle)) for _ in range(crowd)]
    assert sum(at_once([partial(shop, basket) for basket in baskets])) == 5
    assert (tally(bundle)[0], states(state="held")) == (5, ["held"] * 5)
