"""Measures what thresholds cost a basket and prints JSON; thresholds.py runs it."""

import json
import statistics
import sys
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402  needs settings
from django.db import connection  # noqa: E402
from oscar.core.loading import get_class  # noqa: E402

from crosssell.models import Threshold  # noqa: E402
from tests.figures import serving_shop as shop  # noqa: E402
from tests.figures.bundles_probe import LINES, basket_of, priced, queries  # noqa: E402
from tests.laddered import make_threshold, tier  # noqa: E402

ROUNDS = 27
TIERS = {0: 0, 1: 3, 10: 6}
REWARDS = ("free_shipping", "percent", "message")


def set_thresholds(number: int, total: Any) -> None:
    """So many thresholds, whose tiers begin around the total."""
    Threshold.objects.all().delete()
    count = TIERS[number]
    for one in range(number):
        make_threshold(
            *(
                tier(
                    {"GBP": str(round(total * 2 * (place + 1) / (count + 1), 2))},
                    REWARDS[place % 3],
                )
                for place in range(count)
            ),
            name=f"Threshold {one}",
        )


def main() -> None:
    """Build the shop, measure, print."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")  # Waiting for the disk is not measured.
    call_command("migrate", verbosity=0)
    basket = basket_of(shop.add_products(200)[:LINES])
    ours = get_class("offer.applicator", "Applicator")
    priced(ours, basket)
    total = basket.total_excl_tax
    times: dict[int, list[float]] = {number: [] for number in TIERS}
    found: dict[int, dict[str, Any]] = {}
    for number in (*TIERS, *reversed(TIERS)):
        set_thresholds(number, total)
        # The first basket makes Oscar's rows of its tiers, and the second reads all anew.
        priced(ours, basket)
        _seconds, off = priced(ours, basket)
        assert bool(off) == bool(number), off
        found[number] = {"tiers": TIERS[number], "queries": queries(ours, basket)}
        times[number] += [priced(ours, basket)[0] for _ in range(ROUNDS)]
    for number, some in times.items():
        found[number]["ms"] = statistics.median(some) * 1000
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
