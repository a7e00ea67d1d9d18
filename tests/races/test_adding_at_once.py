"""Two clicks at once on the same basket: a limit holds, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from oscar.core.loading import get_class, get_model

from crosssell.oscar import baskets
from tests import shopdata

Basket = get_model("basket", "Basket")


def click(barrier: Barrier, basket_id: int, user: Any, product_id: int, quantity: int) -> int:
    """Add as one request would, in a thread of its own; return how many were added."""
    try:
        request: Any = RequestFactory().post("/")
        request.user = user
        request.session = {}
        request.basket = Basket.objects.get(pk=basket_id)
        request.basket.strategy = get_class("partner.strategy", "Default")()
        # Both have read the basket before either adds.
        assert request.basket.num_items == 0
        barrier.wait(10)
        outcome = baskets.add(request, [baskets.Wish(product_id, quantity=quantity)])
        return sum(added.quantity for added in outcome.added)
    finally:
        connection.close()


def click_twice(quantity: int) -> tuple[list[int], int]:
    """Return what each of two clicks at once added, and what the basket holds then."""
    user, product = shopdata.make_user(), shopdata.make_product()
    basket = shopdata.make_basket(owner=user)
    barrier = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        clicks = [
            pool.submit(click, barrier, basket.pk, user, product.pk, quantity) for _ in range(2)
        ]
        added = sorted(one.result(30) for one in clicks)
    return added, Basket.objects.get(pk=basket.pk).lines.get().quantity


@pytest.mark.django_db(transaction=True)
def test_they_cannot_pass_the_limit_together(settings: Any) -> None:
    settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 5
    assert click_twice(3) == ([0, 3], 3)


@pytest.mark.django_db(transaction=True)
def test_neither_is_lost() -> None:
    assert click_twice(3) == ([3, 3], 6)
