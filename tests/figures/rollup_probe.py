"""Measures the roll-up on one database and prints JSON; measurement.py runs it.

Ten threads note what pages show while two roll up; then a full buffer is counted by one.
"""

import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402  needs the settings
from django.db.models import Sum  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from crosssell import buffer  # noqa: E402
from crosssell.analytics import tracking  # noqa: E402
from crosssell.analytics.rollup import roll_up  # noqa: E402
from crosssell.core.shown import PRODUCT, WIDGET, Shown  # noqa: E402
from crosssell.models import DailyCount, Placement, Rule  # noqa: E402
from crosssell.tokens import minute  # noqa: E402
from tests.servers import redis_server  # noqa: E402

THREADS, PAGES, WIDGETS, CARDS = 10, 100, 4, 4
EVENTS = 10_000


def placements() -> list[tuple[int, int]]:
    """Placements, each with its rule."""
    found = []
    for number in range(WIDGETS):
        rule = Rule.objects.create(name=f"Rule {number}", strategy="bought_together")
        made = Placement.objects.create(slot=f"product.{number}")
        made.rules.add(rule)
        found.append((made.pk, rule.pk))
    return found


def things(placed: tuple[int, int], rendering: int, first: int) -> list[Shown]:
    """The cards of a widget; the products are hot: the same few on all pages."""
    placement, rule = placed
    return [
        Shown(rendering, minute(), placement, PRODUCT, first + place, place, rule)
        for place in range(1, CARDS + 1)
    ]


def total(column: str) -> int:
    """What was counted of all things."""
    rows = DailyCount.objects.exclude(subject=WIDGET)
    return int(rows.aggregate(all=Sum(column))["all"] or 0)


def under_threads(placed: list[tuple[int, int]]) -> dict[str, int]:
    """What ten threads noted, and what two roll-ups that ran meanwhile counted of it."""
    together, done = Barrier(THREADS), Event()

    def look(number: int) -> None:
        together.wait(60)
        for page in range(PAGES):
            rendering = 1 + number * PAGES + page
            for one in placed:
                shown = things(one, rendering, 100 * one[0])
                tracking.note_shown(one[0], shown)
                tracking.note_back(tracking.CLICK, shown[:1])
            buffer.flush()
        connection.close()

    def count() -> None:
        while not done.is_set():
            roll_up(timezone.now())
        connection.close()

    with ThreadPoolExecutor(THREADS + 2) as pool:
        counting = [pool.submit(count) for _ in range(2)]
        for one in [pool.submit(look, number) for number in range(THREADS)]:
            one.result()
        done.set()
        for one in counting:
            one.result()
    roll_up(timezone.now())
    pages = THREADS * PAGES
    return {
        "impressions": pages * WIDGETS * CARDS,
        "counted impressions": total("impressions"),
        "clicks": pages * WIDGETS,
        "counted clicks": total("clicks"),
    }


def speed(placed: list[tuple[int, int]]) -> dict[str, float]:
    """Events a second, of what was shown and of what came back."""
    found = {}
    for kind in ("shown", "back"):
        for number in range(EVENTS):
            one = placed[number % WIDGETS]
            shown = things(one, 10**9 + number, number % 500)
            if kind == "shown":
                tracking.note_shown(one[0], shown)
            else:
                tracking.note_back(tracking.CLICK, shown[:1])
            if number % 500 == 499:
                buffer.flush()
        began = time.perf_counter()
        counts = roll_up(timezone.now())
        took = time.perf_counter() - began
        if max(counts.widgets, counts.clicks) != EVENTS:
            raise RuntimeError(f"Of {EVENTS} events: {counts}")
        found[kind] = EVENTS / took
    return found


def main() -> None:
    """Note, count, print."""
    found: dict[str, Any] = {}
    placed = placements()
    with tempfile.TemporaryDirectory() as folder, redis_server(Path(folder)) as url:
        with override_settings(CROSSSELL={"BUFFER_URL": url}):
            buffer._begin_anew()
            if "threads" in sys.argv:
                found["threads"] = under_threads(placed)
            found["Redis"] = speed(placed)
        if os.environ.get("SHOP_DATABASE_URL", "").startswith("sqlite"):
            DailyCount.objects.all().delete()
            with override_settings(CROSSSELL={"BUFFER_URL": ""}):
                buffer._begin_anew()
                found["table"] = speed([(pk + 100, rule) for pk, rule in placed])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
