"""Strategies asked for many pages together: what each page would have been told alone."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crosssell import candidates, registry
from crosssell.candidates import Ask
from crosssell.core.data import Basket, Candidate, Customer, Line, Page, Product, Source
from crosssell.facts import Facts
from crosssell.models import MatrixEntry
from tests import shopdata
from tests.bundled import make_bundle
from tests.laddered import make_threshold, tier
from tests.learned import learn

pytestmark = [pytest.mark.both, pytest.mark.django_db]
TOGETHER = sorted(
    plugin.code for plugin in registry.all_of("strategies") if plugin.together is not None
)


@pytest.fixture(autouse=True)
def _cold() -> None:
    cache.clear()


def shelf() -> tuple[list[Any], Source]:
    """Four products in two categories, with pairs, companions, a bundle and bestsellers."""
    food, tools = shopdata.make_category("Food"), shopdata.make_category("Tools")
    listed = [shopdata.make_product(f"P{n}", category=(food, tools)[n % 2]) for n in range(4)]
    parent, _children = shopdata.make_parent("Milk", {"1 l": "1.20"})
    others = [shopdata.make_product(f"Q{n}", category=food) for n in range(6)]
    run = learn(
        {listed[0]: others[:3], listed[1]: others[2:], parent: others[:1], others[5]: listed},
        best=others,
    )
    MatrixEntry.objects.create(main_product=listed[2], companion_product=others[4], reason="Good")
    MatrixEntry.objects.create(main_category=food, companion_category=tools, reason="Fits")
    make_bundle(listed[0], others[0])
    make_threshold(tier("7"))
    return [*listed, parent], Source(run.pk, timezone.now(), 50)


def pages_of(products: Sequence[Any], needs: Sequence[str] = registry.FACTS) -> list[Page]:
    needs = [need for need in needs if not need.startswith("candidate.")]
    basket = Basket((Line(products[1].pk, products[1].pk, 1),))
    facts = Facts.of(None).of_list(products)
    return [replace(one.page("card.below_title", needs), basket=basket) for one in facts]


@pytest.mark.parametrize("code", TOGETHER)
def test_together_they_say_what_each_page_is_told_alone(code: str) -> None:
    products, source = shelf()
    pages = pages_of(products)
    plugin = registry.get("strategies", code)
    asks = [Ask(code, plugin.args())]
    if code == "bought_together":
        asks += [Ask(code, plugin.args("basket")), Ask(code, plugin.args("product"))]
    alone = [candidates.ask(page, asks, source, cached=False) for page in pages]
    assert any(found[asks[0]] for found in alone)
    assert candidates.ask_each([(page, asks) for page in pages], source, cached=False) == alone
    with CaptureQueriesContext(connection) as few:
        some = (pages[0], pages[-1])  # The last one has variants, which are looked up.
        candidates.ask_each([(page, asks[:1]) for page in some], source, cached=False)
    with CaptureQueriesContext(connection) as many:
        candidates.ask_each([(page, asks[:1]) for page in pages], source, cached=False)
    # What is priced as checkout would, costs more, whatever the number of pages.
    most = {"completes_bundle": 14, "reaches_threshold": 20}
    assert len(few) == len(many) <= most.get(code, 2)


def test_facts_of_a_list_cost_what_those_of_one_product_cost() -> None:
    products, _source = shelf()
    needs = ["product.stock", "product.categories", "product.attributes", "product.ranges"]
    with CaptureQueriesContext(connection) as alone:
        one = Facts.of(None, product=products[0]).page("card.below_title", needs)
    with CaptureQueriesContext(connection) as together:
        pages = pages_of(products, needs)
    assert len(alone) == len(together) > 2
    assert pages[0].product == one.product
    assert [page.product.id for page in pages if page.product] == [one.pk for one in products]
    assert [page.category_ids == one.category_ids for page in pages[:4]] == [True, False] * 2


def test_facts_of_the_visitor_are_loaded_once_for_a_list() -> None:
    products, _source = shelf()
    user = shopdata.make_user("ann@example.com")
    facts = Facts.of(None, user=user).of_list(products)
    with CaptureQueriesContext(connection) as captured:
        found = [one.page("card.below_title", ["customer.bought"]).customer for one in facts]
    assert len(captured) == 1
    assert len({id(one) for one in facts}) == len(products)
    assert found == [Customer(user.pk)] * len(products)


class Told:
    """A strategy that writes down which products it was asked for."""

    def __init__(self) -> None:
        self.alone: list[Any] = []
        self.together: list[list[Any]] = []
        self.fails = False

    def run(self, page: Page, asks: Sequence[Any], source: Source) -> list[list[Candidate]]:
        self.alone.append(page.product and page.product.id)
        if self.fails:
            raise RuntimeError("broken")
        return [[Candidate(7, 1.0)] for _ in asks]

    def of_pages(
        self, pages: Sequence[Page], asks: Sequence[Any], source: Source
    ) -> list[list[list[Candidate]]]:
        self.together.append([page.product and page.product.id for page in pages])
        if self.fails:
            raise RuntimeError("broken")
        return [[[Candidate(7, 1.0)] for _ in asks] for _ in pages]


def register(monkeypatch: pytest.MonkeyPatch, *, together: bool = False, **more: Any) -> Told:
    told = Told()
    plugin = registry.Plugin(
        "strategies",
        "told",
        "Told",
        registry.NoArgs,
        told.run,
        together=told.of_pages if together else None,
        **more,
    )
    monkeypatch.setitem(registry.table.plugins["strategies"], "told", plugin)
    return told


def ask_each(pages: Sequence[Page], cached: bool = True) -> list[Any]:
    source = Source(None, timezone.now(), 50)
    asks = [Ask("told", registry.NoArgs())]
    found = candidates.ask_each([(page, asks) for page in pages], source, cached=cached)
    return [[one.product_id for one in some[asks[0]]] for some in found]


def pages(*ids: int) -> list[Page]:
    return [Page("card.below_title", timezone.now(), product=Product(pk)) for pk in ids]


def test_what_hangs_on_nothing_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = register(monkeypatch)
    assert ask_each(pages(1, 2, 3), cached=False) == [[7], [7], [7]]
    assert told.alone == [1]


def test_what_hangs_on_the_product_is_asked_once_a_product(monkeypatch: pytest.MonkeyPatch) -> None:
    told = register(monkeypatch, context=("product",))
    assert ask_each(pages(1, 2, 1)) == [[7], [7], [7]]
    assert told.alone == [1, 2]
    assert ask_each(pages(2, 3)) == [[7], [7]]
    assert told.alone == [1, 2, 3]


def test_what_is_together_is_asked_for_what_no_cache_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = register(monkeypatch, together=True, context=("product",))
    ask_each(pages(1))
    ask_each(pages(1, 2, 3))
    assert (told.alone, told.together) == ([1], [[2, 3]])


@pytest.mark.parametrize("together", [False, True])
def test_a_strategy_that_fails_has_no_candidates_on_any_page(
    together: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told = register(monkeypatch, together=together, context=None)
    told.fails = True
    with caplog.at_level(logging.ERROR, "crosssell.candidates"):
        assert ask_each(pages(1, 2)) == [[], []]
    assert len(caplog.records) == (1 if together else 2)
