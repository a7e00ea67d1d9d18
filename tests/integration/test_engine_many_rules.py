"""Planning among many rules asks no more than among few."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from crosssell import experiments, placements, registry, slots
from crosssell.core.data import Page, Verdict
from crosssell.decision import Decision
from crosssell.facts import Facts
from crosssell.models import Placement, Rule, RuleBoost, RuleCondition, RuleFilter
from crosssell.pools import Job
from tests import shopdata
from tests.learned import learn

pytestmark = pytest.mark.django_db

HERE = [slot.name for slot in slots.SLOTS if slot.page == "product"][:4]
AWAY = [slot.name for slot in slots.SLOTS if slot.page in ("account", "orders")]


def conditions(rule: Rule, number: int) -> RuleCondition:
    """Every kind of key in turn, for other pages than the one that is asked for."""
    kinds: tuple[tuple[str, dict[str, Any]], ...] = (
        ("on_product", {"products": [10**6 + number]}),
        ("in_category", {"categories": [10**6 + number]}),
        ("basket_contains", {"products": [10**6 + number]}),
        ("customer_group", {"groups": [10**6 + number]}),
    )
    code, args = kinds[number % len(kinds)]
    return RuleCondition(rule=rule, code=code, args=args)


def fill(rules: int, wanted: int) -> None:
    """So many rules in so many placements, four on the product page; four rules are for it."""
    Placement.objects.all().delete()
    Rule.objects.all().delete()
    names: Iterator[str] = cycle(AWAY)
    rows = Placement.objects.bulk_create(
        Placement(slot=HERE[n] if n < 4 else next(names), title="Any") for n in range(wanted)
    )
    made = Rule.objects.bulk_create(
        Rule(name=f"Rule {n}", strategy="bought_together") for n in range(rules)
    )
    own, others = made[:4], made[4:]
    RuleCondition.objects.bulk_create(
        RuleCondition(rule=one, code="product_price", args={"at_least": "1"}) for one in own
    )
    RuleCondition.objects.bulk_create(conditions(one, n) for n, one in enumerate(others))
    RuleFilter.objects.bulk_create(
        RuleFilter(rule=one, code="category_out", args={"categories": [10**6]}) for one in made
    )
    RuleBoost.objects.bulk_create(RuleBoost(rule=one, code="score", weight=10) for one in made)
    link = Placement.rules.through
    link.objects.bulk_create(
        link(placement=row, rule=one) for row, one in zip(rows, own, strict=False)
    )
    link.objects.bulk_create(
        link(placement=row, rule=one) for row, one in zip(cycle(rows), others, strict=False)
    )
    placements.changed()


def planned(product: Any) -> tuple[list[int], list[str]]:
    """What is chosen in all, and the queries up to where the cards begin, nothing cached."""
    found = placements.current()
    experiments.is_tested("rule", 0)
    cache.clear()
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.basket = shopdata.Basket()
    jobs = [Job(view) for name in HERE for view in found.by_slot[name]]
    with CaptureQueriesContext(connection) as captured:
        decision = Decision(Facts.of(request, product=product), jobs, found)
        chosen = [pick.product.id for picks in decision.shortlists for pick in picks]
    return chosen, [one["sql"] for one in captured]


def test_ten_or_a_thousand_rules_plan_a_page_with_the_same_queries() -> None:
    main, *others = [shopdata.make_product(f"P{n}") for n in range(30)]
    learn({main: others})
    fill(10, 10)
    few, queries = planned(main)
    fill(1_000, 50)
    many, more = planned(main)
    assert few == many
    assert len(few) == 20
    # The page's product with its price and its categories; pairs; products and their categories.
    assert (len(queries), len(more)) == (5, 5)


def test_rules_of_other_pages_are_not_even_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    main = shopdata.make_product("Main")
    fill(200, 10)
    asked: list[str] = []
    known = registry.table.plugins["conditions"]

    def counted(code: str) -> registry.Plugin:
        def count(page: Page, args: Any) -> Verdict:
            asked.append(code)
            verdict: Verdict = known[code].run(page, args)
            return verdict

        return replace(known[code], run=count)

    every = {code: counted(code) for code in known}
    monkeypatch.setattr(registry.table, "plugins", {**registry.table.plugins, "conditions": every})
    planned(main)
    assert asked == ["product_price"] * 4
