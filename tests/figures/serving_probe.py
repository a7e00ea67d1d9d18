"""Measures pages in a bare Oscar shop and prints JSON; serving.py runs it.

Time is CPU time of this process: what the page costs, whatever else the machine does.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402  needs settings
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from crosssell import placements  # noqa: E402
from tests.figures import serving_shop as shop  # noqa: E402

ROUNDS = 15
SMALL, LARGE = 1_000, 100_000


class Pages:
    """A visitor who looks at one product page again and again."""

    def __init__(self, pk: int) -> None:
        self.url = shop.Product.objects.get(pk=pk).get_absolute_url()
        self.client = Client()

    def look(self) -> None:
        """Ask for the page; RuntimeError where it is not there."""
        if self.client.get(self.url).status_code != 200:
            raise RuntimeError(f"{self.url} is not there.")

    def queries(self) -> int:
        """Return the queries of the page, once everything is warm."""
        placements.changed()
        self.look()
        with CaptureQueriesContext(connection) as captured:
            self.look()
        return len(captured)

    def times(self) -> list[float]:
        """Return CPU milliseconds of a few looks, after one that warms up."""
        placements.changed()
        self.look()
        return [_cpu(self.look) for _ in range(3)]


def _cpu(ask: Callable[[], Any]) -> float:
    start = time.process_time()
    ask()
    return (time.process_time() - start) * 1000


def compare(pages: Pages, variants: dict[str, Callable[[], None]]) -> dict[str, Any]:
    """Return queries and median CPU milliseconds of each variant of the page, alternated."""
    queries, times = {}, {name: [] for name in variants}
    for name, prepare in variants.items():
        prepare()
        queries[name] = pages.queries()
    for _ in range(ROUNDS):
        for name, prepare in variants.items():
            prepare()
            times[name] += pages.times()
    return {
        name: {"queries": queries[name], "ms": statistics.median(times[name])} for name in variants
    }


def main() -> None:
    """Build the shop, measure, print."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")  # Waiting for the disk is not measured.
    call_command("migrate", verbosity=0)
    ids = shop.add_products(SMALL)
    main_product, partners = ids[0], ids[1:51]
    shop.add_pictures([main_product, *partners])
    pages = Pages(main_product)
    found: dict[str, Any] = {}

    def bare() -> None:
        shop.place(0, 0, 4)
        shop.ProductRecommendation.objects.all().delete()

    def stock() -> None:
        bare()
        shop.recommend(main_product, partners[:4])

    def ours(shown: int = 4, elsewhere: int = 0, most: int = 4) -> Callable[[], None]:
        def prepare() -> None:
            bare()
            shop.place(shown, elsewhere, most)

        return prepare

    shop.learn(ids, main_product, partners)
    variants = {"bare": bare, "one": ours(1), "four": ours(4), "stock": stock}
    found["page"] = compare(pages, variants)

    def queries(prepare: Callable[[], None]) -> int:
        prepare()
        return pages.queries()

    found["queries"] = {
        "10 placements": queries(ours(4, 6)),
        "1,000 placements": queries(ours(4, 996)),
        "1 recommendation asked for": queries(ours(4, 6, 1)),
        "50 recommendations asked for": queries(ours(4, 6, 50)),
        f"{SMALL:,} products": queries(ours(4, 6)),
    }
    ids = shop.add_products(LARGE)
    shop.learn(ids, main_product, partners)
    found["queries"][f"{LARGE:,} products"] = queries(ours(4, 6))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
