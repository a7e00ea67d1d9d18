"""Many shoppers click "place order" at once for the last one: one gets it, one is charged."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from crosssell import holds
from crosssell.models import BundleUse
from tests.holding import tally
from tests.integration.storefront import fetch
from tests.integration.test_holds_checkout import PREVIEW, make_set, place
from tests.integration.test_holds_customers import as_guest
from tests.races.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
Order, Source = get_model("order", "Order"), get_model("payment", "Source")
PAID, BASKET = reverse("checkout:thank-you"), reverse("basket:summary")


def shoppers(crowd: int, products: list[Any]) -> list[Client]:
    """Guests who all see the discounted price before they click."""
    found = [Client() for _ in range(crowd)]
    for number, client in enumerate(found):
        as_guest(client, f"guest{number}@example.com", products)
        assert "$11.71" in fetch(client, PREVIEW)
    return found


def click(client: Client) -> str:
    return str(place(client).url)


@pytest.mark.parametrize("guarded", [True, False])
def test_the_last_one_is_paid_by_one(guarded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle, products = make_set(most_uses=1)
    clients = shoppers(20, products)
    if not guarded:
        # Without holds: whoever was priced before another's order is written pays the price.
        monkeypatch.setattr(holds, "take", lambda *_: None)
        monkeypatch.setattr(holds, "claim", lambda *_: False)
    answers = at_once([partial(click, client) for client in clients])
    paid = answers.count(PAID)
    if not guarded:
        assert paid == 20
        return
    assert (paid, answers.count(BASKET)) == (1, 19)
    assert Order.objects.get().total_incl_tax == Source.objects.get().amount_allocated
    assert Order.objects.get().total_incl_tax == Decimal("11.71")
    assert (tally(bundle)[0], BundleUse.objects.get().state) == (1, "confirmed")
