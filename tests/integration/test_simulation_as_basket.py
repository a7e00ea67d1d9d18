"""A replay gives what a basket gets: the same sets and the same sums, whatever else applies."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from crosssell import bundles
from crosssell.models import Bundle
from crosssell.simulation import simulate
from tests import shopdata
from tests.bundled import make_bundle

pytestmark = pytest.mark.django_db
ORDERS = 12


def filled(random_: random.Random, products: list[Any]) -> Any:
    basket = shopdata.make_basket()
    for product in random_.sample(products, random_.randint(1, len(products))):
        basket.add_product(product, quantity=random_.randint(1, 3))
    return basket


def given(basket: Any) -> dict[int, Decimal]:
    """What the live bundles give to the basket, by bundle."""
    found: dict[int, Decimal] = {}
    for offer in bundles.offers_for(basket, None):
        found[offer.given.bundle] = found.get(offer.given.bundle, Decimal(0)) + offer.given.amount
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_replay_gives_what_a_basket_gets(seed: int) -> None:
    drinks = shopdata.make_category("Drinks")
    tea = shopdata.make_product("Tea", "4.01", category=drinks)
    juice = shopdata.make_product("Juice", "3.33", category=drinks)
    cup = shopdata.make_product("Cup", "2.57")
    milk, (small, large) = shopdata.make_parent("Milk", {"1 l": "1.29", "2 l": "2.17"})
    sold = [tea, juice, cup, small, large]
    draft = make_bundle(drinks, milk, name="Draft", args={"percent": "13"}, active=False)
    rival = make_bundle(tea, (2, cup), name="Live", reward="amount_off", amounts={"USD": "1.11"})
    random_ = random.Random(seed)
    for _ in range(ORDERS):
        shopdata.place_order(filled(random_, sold))

    result = simulate(draft, now=timezone.now() + timedelta(minutes=1))

    random_ = random.Random(seed)
    without = [given(filled(random_, sold)).get(rival.pk, Decimal(0)) for _ in range(ORDERS)]
    Bundle.objects.filter(pk=draft.pk).update(active=True)
    bundles.changed(draft.pk)
    random_ = random.Random(seed)
    baskets = [given(filled(random_, sold)) for _ in range(ORDERS)]
    wanted = [one[draft.pk] for one in baskets if draft.pk in one]
    (told,) = result.in_currency
    assert (told.orders, told.given) == (ORDERS, len(wanted))
    assert told.discount == sum(wanted)
    assert told.worst is not None
    assert told.worst.discount == max(wanted)
    # A live bundle that gives the same beside it is not told.
    both = [
        (then, one.get(rival.pk, Decimal(0)))
        for then, one in zip(without, baskets, strict=True)
        if draft.pk in one
    ]
    before, after = sum(then for then, _now in both), sum(now for _then, now in both)
    changes = any(then != now for then, now in both)
    found = [(beside.id, beside.before, beside.after) for beside in result.rivals]
    assert found == ([(rival.pk, before, after)] if changes else [])
