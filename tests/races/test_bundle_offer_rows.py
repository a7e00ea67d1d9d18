"""Many shoppers complete a bundle for the first time at once: Oscar knows it by one row."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from oscar.core.loading import get_model

from tests import shopdata
from tests.bundled import make_bundle
from tests.pricing import apply, given

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 12


@pytest.mark.parametrize("in_transaction", [False, True])
def test_one_row_for_a_bundle(in_transaction: bool) -> None:
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "6.00")
    make_bundle(tea, name="First")
    make_bundle(cup, name="Second")
    # Half of them in the other order of lines.
    baskets = [
        shopdata.make_basket(*((tea, cup) if number % 2 else (cup, tea)))
        for number in range(THREADS)
    ]
    ready = Barrier(THREADS)

    def price(basket: Any) -> Any:
        try:
            ready.wait(timeout=30)
            if not in_transaction:
                return given(apply(basket))
            with transaction.atomic():
                return given(apply(basket))
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(price, baskets))
    assert found == [{"First": (1, "0.40"), "Second": (1, "0.60")}] * THREADS
    assert get_model("offer", "ConditionalOffer").objects.count() == 2
