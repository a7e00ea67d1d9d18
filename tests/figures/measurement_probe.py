"""Measures what counting a page costs in a bare Oscar shop and prints JSON; measurement.py runs it.

A person's visits are counted, those of a client without a user agent are not: both look at the same
page in turn. What is noted is written apart, as after a response.
"""

import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  needs the settings
from django.core.management import call_command  # noqa: E402
from django.core.signals import request_finished  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from crosssell import buffer  # noqa: E402
from tests.buffered import FLUSH  # noqa: E402
from tests.figures import serving_shop as shop  # noqa: E402
from tests.servers import free_port, redis_server, silent_server  # noqa: E402
from tests.visitor import browser  # noqa: E402

PRODUCTS, PLACEMENTS, CARDS = 1_000, 4, 4
WARM, ROUNDS = 10, 120
BLOCKS, PAGES = 4, 25


def milliseconds(clock: Callable[[], float], work: Callable[[], Any]) -> float:
    began = clock()
    work()
    return (clock() - began) * 1000


@contextmanager
def noting_in(url: str) -> Iterator[None]:
    """Events go to that Redis, or to the table for ""; nothing is remembered of another."""
    with override_settings(CROSSSELL={"BUFFER_URL": url}):
        buffer._begin_anew()
        yield
        buffer._begin_anew()


def looks(url: str) -> dict[str, Callable[[], Any]]:
    """Asks for the page as somebody who is counted, and as somebody who is not."""
    found = {}
    for name, client in (("counted", browser()), ("not", Client())):

        def look(client: Client = client) -> None:
            cards = client.get(url).content.count(b"data-crosssell-product=")
            if cards != PLACEMENTS * CARDS:
                raise RuntimeError(f"{url} shows {cards} cards.")

        found[name] = look
    return found


def page(url: str) -> dict[str, Any]:
    """CPU milliseconds and queries of the page, and of what follows its response."""
    request_finished.disconnect(dispatch_uid=FLUSH)
    both = looks(url)
    times: dict[str, list[float]] = {"counted": [], "not": [], "flush": [], "added": []}
    queries = {}
    for turn in range(WARM + ROUNDS):
        took = {}
        for name in ("counted", "not") if turn % 2 else ("not", "counted"):
            took[name] = milliseconds(time.process_time, both[name])
            flushed = milliseconds(time.process_time, buffer.flush)
            if name == "counted":
                took["flush"] = flushed
        if turn >= WARM:
            took["added"] = took["counted"] - took["not"]
            for name, one in took.items():
                times[name].append(one)
    for name, look in both.items():
        # The fewest of some: every two seconds a page asks whether the placements have changed.
        queries[name], queries[f"{name}, flush"] = map(
            min, zip(*((_asked(look), _asked(buffer.flush)) for _ in range(5)), strict=True)
        )
    request_finished.connect(buffer.flush, dispatch_uid=FLUSH)
    medians = {name: statistics.median(some) for name, some in times.items()}
    return {"ms": medians, "queries": queries}


def _asked(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def away(url: str, places: dict[str, str]) -> dict[str, Any]:
    """Wall milliseconds of the page with all that follows it, and what was lost, by place."""
    look = looks(url)["counted"]
    times: dict[str, list[float]] = {name: [] for name in places}
    lost = dict.fromkeys(places, 0)
    for _ in range(BLOCKS):
        for name, place in places.items():
            with noting_in(place):
                times[name] += [milliseconds(time.perf_counter, look) for _ in range(PAGES)]
                lost[name] += buffer._waiting.lost
    return {
        name: {
            "ms": statistics.median(some),
            "mean": statistics.mean(some),
            "slowest": max(some),
            "noted": len(some) * PLACEMENTS,
            "lost": lost[name],
        }
        for name, some in times.items()
    }


def main() -> None:
    """Build the shop, measure, print."""
    logging.disable(logging.WARNING)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")  # Waiting for the disk is not measured.
    call_command("migrate", verbosity=0)
    ids = shop.add_products(PRODUCTS)
    shop.learn(ids, ids[0], ids[1:51])
    shop.place(PLACEMENTS, 0, CARDS)
    url = shop.Product.objects.get(pk=ids[0]).get_absolute_url()
    found: dict[str, Any] = {}
    with ExitStack() as stack:
        there = stack.enter_context(redis_server(Path(settings.BASE) / "redis"))
        silent = stack.enter_context(silent_server())
        for name, place in (("Redis", there), ("table", "")):
            with noting_in(place):
                found[name] = page(url)
        gone = f"redis://127.0.0.1:{free_port()}/0"
        found["away"] = away(url, {"there": there, "gone": gone, "silent": silent})
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
