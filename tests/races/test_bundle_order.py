"""Orders with the same bundles in opposite order never wait for each other for ever."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from oscar.core.loading import get_class, get_model

from crosssell import holds, limits
from crosssell.core.bundle_given import Given
from crosssell.models import BundleUse
from tests import bundled, shopdata
from tests.holding import given_of, make_bundle, priced, states, tally
from tests.races.at_once import PATIENCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)
Order = get_model("order", "Order")


def take_often(times: int, *given: Given) -> list[str]:
    """So many baskets with these bundles, one after the other."""
    found = []
    for _ in range(times):
        refused = holds.take(priced(*given), AnonymousUser(), "ann@example.com")
        found.append(refused.code if refused else "held")
    return found


@pytest.mark.parametrize(("crowd", "times"), [(20, 10), (100, 2)])
def test_bundles_are_taken_in_one_order_by_all(crowd: int, times: int) -> None:
    both = [make_bundle(name, most_uses=10**6, per_customer=10**6) for name in ("A", "B")]
    given = [given_of(one) for one in both]
    works = [partial(take_often, times, *given[:: 1 if at % 2 else -1]) for at in range(crowd)]
    assert [answer for found in at_once(works) for answer in found] == ["held"] * crowd * times
    assert [tally(one)[0] for one in both] == [crowd * times] * 2


def test_taken_as_they_come_they_lock_each_other_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    both = [make_bundle(name) for name in ("A", "B")]
    for one in both:
        limits.recount(one.pk)
    met = Barrier(2)

    def as_they_come(_: Any, wanted: Iterable[BundleUse], __: Any) -> list[limits.Change]:
        return [limits.Change(use.bundle_id or 0, use.uses) for use in wanted]

    def unsorted(changes: list[limits.Change], now: datetime) -> None:
        for place, change in enumerate(changes):
            assert limits._count(change, limits.STEP, now)
            if place == 0:
                met.wait(PATIENCE)

    monkeypatch.setattr(holds, "changes", as_they_come)
    monkeypatch.setattr(limits, "apply", unsorted)
    given = [given_of(one) for one in both]
    works = [partial(take_often, 1, *given), partial(take_often, 1, *reversed(given))]
    assert sorted(answer for found in at_once(works) for answer in found) == ["error", "held"]
    assert "deadlock detected" in caplog.text


def order_now(products: list[Any]) -> Any:
    """A whole order without a hold before it: bundles and stock in one transaction."""
    basket = shopdata.make_basket(*products)
    get_class("offer.applicator", "Applicator")().apply(basket, AnonymousUser())
    return shopdata.place_order(basket).total_incl_tax


@pytest.mark.parametrize("crowd", [20, 100])
def test_whole_orders_in_opposite_order_all_arrive(crowd: int) -> None:
    products = [shopdata.make_product(name, "4.00") for name in ("Tea", "Milk", "Jam", "Bread")]
    first = bundled.make_bundle(*products[:2], name="Tea time", most_uses=10**6)
    second = bundled.make_bundle(*products[2:], name="Breakfast", most_uses=10**6)
    order_now(products)
    works = [partial(order_now, products[:: 1 if at % 2 else -1]) for at in range(crowd - 1)]
    at_once(works)
    assert Order.objects.count() == crowd
    assert states() == ["confirmed"] * crowd * 2
    assert (tally(first)[0], tally(second)[0]) == (crowd, crowd)
    assert {line.num_allocated for line in shopdata.StockRecord.objects.all()} == {crowd}
