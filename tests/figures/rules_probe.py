"""Measures the planning of a page among few and many rules and prints JSON; rules.py runs it.

Planning ends where the cards begin: conditions, candidates, products, filters and boosts. Time
is CPU time of this process.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from itertools import cycle
from typing import Any

import django

django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402  needs settings
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

from crosssell import placements, slots  # noqa: E402
from crosssell.decision import Decision  # noqa: E402
from crosssell.facts import Facts  # noqa: E402
from crosssell.models import Placement, Rule, RuleBoost, RuleCondition, RuleFilter  # noqa: E402
from crosssell.pools import Job  # noqa: E402
from tests.figures import serving_shop as shop  # noqa: E402

PRODUCTS, SHOWN, ROUNDS, LOOKS = 1_000, 4, 15, 10
FEW, MANY = (10, 10), (10_000, 500)


def fill(rules: int, wanted_placements: int, ids: list[int], category: int) -> None:
    """So many active rules in so many placements, four of them on the product page.

    The same ten rules serve this page in any case. The others are for other products,
    categories, baskets and groups, half of them in the placements of this page.
    """
    Placement.objects.all().delete()
    Rule.objects.all().delete()
    here = [slot.name for slot in slots.all_slots() if slot.page == "product"][:SHOWN]
    away = [slot.name for slot in slots.all_slots() if slot.page in ("account", "orders")]
    names = [*here, *(away[n % len(away)] for n in range(wanted_placements - SHOWN))]
    rows = Placement.objects.bulk_create([Placement(slot=name, title="Any") for name in names])
    made = Rule.objects.bulk_create(
        [
            Rule(
                name=f"Rule {n}",
                strategy="bought_together" if n < 10 else "bestsellers",
                priority=n % 100,
            )
            for n in range(rules)
        ]
    )
    RuleCondition.objects.bulk_create(
        _condition(rule, n, ids, category) for n, rule in enumerate(made)
    )
    RuleFilter.objects.bulk_create(
        RuleFilter(rule=rule, code="relative_price", args={"at_most": 500}) for rule in made
    )
    RuleBoost.objects.bulk_create(RuleBoost(rule=rule, code="score", weight=10) for rule in made)
    link = Placement.rules.through
    places = cycle(rows[:SHOWN]), cycle(rows[SHOWN:])
    link.objects.bulk_create(
        link(placement=next(places[n % 2 if n >= 10 else 0]), rule=rule)
        for n, rule in enumerate(made)
    )
    placements.changed()


def _condition(rule: Rule, n: int, ids: list[int], category: int) -> RuleCondition:
    if n < 10:
        return RuleCondition(rule=rule, code="product_price", args={"at_least": "1"})
    kinds = (
        ("on_product", {"products": [ids[n % len(ids)] + 10**6]}),
        ("in_category", {"categories": [category + n]}),
        ("basket_contains", {"products": [ids[n % len(ids)] + 10**6]}),
        ("customer_group", {"groups": [n]}),
    )
    code, args = kinds[n % len(kinds)]
    return RuleCondition(rule=rule, code=code, args=args)


def planner(product: Any) -> Callable[[], int]:
    """What plans the page once, as for its visitor; returns how many products were chosen."""
    here = [slot.name for slot in slots.all_slots() if slot.page == "product"][:SHOWN]

    def plan() -> int:
        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        request.basket = get_model("basket", "Basket")()
        found = placements.current()
        jobs = [Job(view) for name in here for view in found.by_slot.get(name, ())]
        decision = Decision(Facts.of(request, product=product), jobs, found)
        return sum(map(len, decision.shortlists))

    return plan


def main() -> None:
    """Build the shop, measure, print."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")  # Waiting for the disk is not measured.
    call_command("migrate", verbosity=0)
    ids = shop.add_products(PRODUCTS)
    category = get_model("catalogue", "Category").add_root(name="Things").pk
    shop.learn(ids, ids[0], ids[1:51])
    plan = planner(shop.Product.objects.get(pk=ids[0]))
    found: dict[str, Any] = {"few": {"ms": []}, "many": {"ms": []}}
    held = {}
    for name, (rules, rows) in (("few", FEW), ("many", MANY)):
        fill(rules, rows, ids, category)
        start = time.process_time()
        placements.load()
        found[name]["load"] = time.process_time() - start
        plan()
        held[name] = placements.current()
        with CaptureQueriesContext(connection) as captured:
            found[name]["chosen"] = plan()
        found[name]["queries"] = len(captured)
    for _ in range(ROUNDS):
        for name, known in held.items():
            # Both maps were loaded before, so that the rounds can alternate.
            placements.current = lambda known=known: known  # type: ignore[misc]
            plan()
            for _look in range(LOOKS):
                start = time.process_time()
                plan()
                found[name]["ms"].append((time.process_time() - start) * 1000)
    for one in found.values():
        one["ms"] = statistics.median(one["ms"])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
