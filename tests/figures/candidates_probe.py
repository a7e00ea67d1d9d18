"""Fills a database with pairs, asks for candidates and prints JSON; serving_candidates runs it."""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import django

django.setup()

import numpy as np  # noqa: E402  Django comes first
from django.utils import timezone  # noqa: E402

from crosssell import registry  # noqa: E402
from crosssell.core.data import Basket, Line, Page, Product, Source  # noqa: E402
from crosssell.models import Run  # noqa: E402
from crosssell.models.rows import rows  # noqa: E402
from crosssell.models.writing import tell_planner, write_pairs  # noqa: E402

SIZES = (1_000, 100_000)
PARTNERS, LINES, LIMIT = 50, 10, 50
WARM, ASKED = 200, 2_000
FIRST_ID = 50_000


def learn(products: int) -> int:
    """Writes a run in which every product has a full list in both places; returns its id."""
    run = Run.objects.create(state=Run.State.OLD, started_at=timezone.now())
    chance = np.random.default_rng(7)
    rank = np.tile(np.arange(1, PARTNERS + 1), products)
    lists = {
        "product": np.repeat(np.arange(products), PARTNERS),
        "rank": rank,
        "score": 1.0 / rank,
        "orders_together": np.full(len(rank), 5),
    }
    places = [
        SimpleNamespace(place=place, partner=chance.integers(0, products, len(rank)), **lists)
        for place in ("page", "basket")
    ]
    learned = SimpleNamespace(places=places, product_orders=np.full(products, 50))
    write_pairs(run.pk, learned, np.arange(products) + FIRST_ID)
    return int(run.pk)


def questions(products: int, run: int) -> Callable[[], dict[str, Callable[[], Any]]]:
    """What asks for the candidates of other products at each call."""
    chance = random.Random(7)
    plugin = registry.get("strategies", "bought_together")
    source = Source(run_id=run, as_of=timezone.now(), limit=LIMIT)
    ids = range(FIRST_ID, FIRST_ID + products)
    asks = [plugin.args()]

    def page(**facts: Any) -> Page:
        return Page(slot="product.below_description", now=source.as_of, **facts)

    def ask() -> dict[str, Callable[[], Any]]:
        product = page(product=Product(id=chance.choice(ids)))
        basket = page(basket=Basket(tuple(Line(pk, pk, 1) for pk in chance.sample(ids, LINES))))
        return {
            "product": lambda: plugin.run(product, asks, source),
            "basket": lambda: plugin.run(basket, asks, source),
            "nothing": lambda: rows("SELECT 1", ()),
        }

    return ask


def micros(ask: Callable[[], Any]) -> float:
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1e6


def main() -> None:
    """Fill, ask, print the medians."""
    shops = {size: questions(size, learn(size)) for size in SIZES}
    tell_planner()
    took: dict[int, dict[str, list[float]]] = {size: {} for size in SIZES}
    for turn in range(WARM + ASKED):
        for size, ask in shops.items():
            for what, question in ask().items():
                spent = micros(question)
                if turn >= WARM:
                    took[size].setdefault(what, []).append(spent)
    medians = {
        size: {what: statistics.median(all_of_it) for what, all_of_it in each.items()}
        for size, each in took.items()
    }
    json.dump(medians, sys.stdout)


if __name__ == "__main__":
    main()
