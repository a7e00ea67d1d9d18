"""Measures what bundles and offers cost a basket and prints JSON; bundles.py runs it.

Time is CPU time of this process: the pricing alone, on lines that are read already.
"""

import json
import statistics
import sys
import time
from typing import Any

import django

django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402  needs settings
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from oscar.apps.offer.applicator import Applicator as Stock  # noqa: E402
from oscar.core.loading import get_class, get_model  # noqa: E402

from tests.figures import bundle_rows as rows  # noqa: E402
from tests.figures import serving_shop as shop  # noqa: E402

PRODUCTS, LINES, ROUNDS = 2_000, 20, 9
BUNDLES = (0, 10, 1_000, 100_000)
OFFERS = (10, 100, 1_000)
IDLE = 5_000


def basket_of(ids: list[int]) -> Any:
    """An open basket with one piece of each product."""
    basket = get_model("basket", "Basket").objects.create()
    basket.strategy = get_class("partner.strategy", "Selector")().strategy()
    for product in shop.Product.objects.filter(pk__in=ids).order_by("pk"):
        basket.add_product(product)
    return basket


def priced(applicator: Any, basket: Any) -> tuple[float, Any]:
    """CPU seconds that pricing took, and what came off."""
    basket.reset_offer_applications()
    _prices(basket)
    began = time.process_time()
    applicator().apply(basket, AnonymousUser())
    return time.process_time() - began, basket.total_discount


def _prices(basket: Any) -> None:
    """Oscar reads these for every page, whatever offers there are."""
    for line in basket.all_lines():
        assert line.unit_effective_price


def queries(applicator: Any, basket: Any) -> int:
    """How many the pricing itself asks."""
    with CaptureQueriesContext(connection) as captured:
        basket.reset_offer_applications()
        _prices(basket)
    lines_read = len(captured)
    with CaptureQueriesContext(connection) as captured:
        priced(applicator, basket)
    # What Oscar itself reads for each line comes before the clock starts.
    return len(captured) - lines_read


def main() -> None:
    """Build the shop, measure, print."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")  # Waiting for the disk is not measured.
    call_command("migrate", verbosity=0)
    ids = shop.add_products(PRODUCTS)
    basket = basket_of(ids[:LINES])
    ours = get_class("offer.applicator", "Applicator")
    found: dict[str, Any] = {"bundles": {}, "stock": {}}

    times: dict[int, list[float]] = {number: [] for number in BUNDLES}
    # Up and down again, so that a machine that grows slower favours nobody; the largest once.
    for number in (*BUNDLES, *reversed(BUNDLES[:-1])):
        rows.set_bundles(number, ids, LINES)
        _seconds, off = priced(ours, basket)
        assert bool(off) == bool(number), off
        found["bundles"][number] = {"queries": queries(ours, basket), "off": str(off)}
        for _ in range(ROUNDS * 3):
            times[number].append(priced(ours, basket)[0])
    for number, some in times.items():
        found["bundles"][number]["ms"] = statistics.median(some) * 1000

    for number in OFFERS:
        rows.set_bundles(number, ids, LINES)
        rows.set_offers(number, ids, LINES)
        stock, own = [], []
        for _ in range(1 if number > 100 else 5):
            seconds, off = priced(Stock, basket)
            stock.append(seconds)
            assert off
            # The same offers must not be paid for twice: ours is measured without them.
            rows.hide_offers()
            own += [priced(ours, basket)[0] for _ in range(ROUNDS)]
            rows.show_offers()
        found["stock"][number] = {
            "stock": statistics.median(stock),
            "ours": statistics.median(own),
        }
    rows.clear_bundles()
    rows.set_offers(0, ids, LINES)
    rows.set_idle_offers(IDLE, ids[LINES:])
    priced(ours, basket)
    found["idle"] = {
        "offers": IDLE,
        "ms": statistics.median(priced(ours, basket)[0] for _ in range(ROUNDS)) * 1000,
        "queries": queries(ours, basket),
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
