"""Every registered strategy, whoever wrote it, against whatever a shop may be."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosssell import experiments, registry
from crosssell.core.data import Readiness, Source
from crosssell.threshold_rows import kept
from tests import shopdata
from tests.attributes import describe
from tests.full_shop import LIMIT, full_shop, odd_pages, page_of, run, usual
from tests.strategies import NOW

pytestmark = pytest.mark.django_db
STRATEGIES = registry.all_of("strategies")
MANY, MOST_QUERIES = 10, 2
# They price sets as checkout does: products, stock, keys, the bundles and their limits. What fills
# a gap reads thresholds, and the shop's own offers beside, whatever the number of candidates.
MORE_QUERIES = {"completes_bundle": 14, "reaches_threshold": 23}
every = pytest.mark.parametrize("plugin", STRATEGIES, ids=lambda plugin: plugin.code)


@pytest.fixture
def shop() -> Any:
    return full_shop()


@every
def test_an_empty_shop_has_nothing_to_propose(plugin: registry.Plugin) -> None:
    for page in odd_pages():
        if plugin.code != "recently_viewed":
            assert run(plugin, page) == [[]]
            assert run(plugin, page, run_id=10**9) == [[]]
        run(plugin, page)


@every
def test_a_shop_of_one_product(plugin: registry.Plugin) -> None:
    tea = shopdata.make_category("Tea")
    product = shopdata.make_product("Tea", stock=0, category=tea)
    describe(product, brand="Acme")
    shopdata.Product.objects.update(date_created=NOW - timedelta(days=2))
    shopdata.make_order(product, user=shopdata.make_user(), at=NOW - timedelta(days=9))
    for found in run(plugin, page_of()):
        assert {one.product_id for one in found} <= {product.pk}


@every
def test_every_strategy_finds_something_in_a_full_shop(plugin: registry.Plugin, shop: Any) -> None:
    [found] = run(plugin, page_of(), run_id=shop.pk)
    assert found
    known = shopdata.Product.objects.filter(is_public=True, parent=None)
    assert {one.product_id for one in found} <= set(known.values_list("pk", flat=True))


@every
def test_odd_pages_and_nothing_in_stock(plugin: registry.Plugin, shop: Any) -> None:
    for page in odd_pages(page_of()):
        run(plugin, page, run_id=shop.pk)
    shopdata.StockRecord.objects.update(num_in_stock=0)
    cache.clear()
    run(plugin, page_of(), run_id=shop.pk)
    shopdata.StockRecord.objects.all().delete()
    cache.clear()
    run(plugin, page_of(), run_id=shop.pk)


@every
def test_bounded_and_always_the_same(plugin: registry.Plugin, shop: Any) -> None:
    page, counts = page_of(), []
    for asks in ([usual(plugin)], [usual(plugin)] * MANY):
        cache.clear()
        # Thresholds in force and live tests are read once and kept, whoever asks.
        kept.forget()
        kept.current()
        experiments.is_tested(experiments.BUNDLE, 0)
        with CaptureQueriesContext(connection) as captured:
            found = run(plugin, page, *asks, run_id=shop.pk)
        assert all(some == found[0] for some in found)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= MORE_QUERIES.get(plugin.code, MOST_QUERIES)
    # What the cache holds is what was read.
    assert run(plugin, page, run_id=shop.pk) == found[:1]
    [many] = run(plugin, page, run_id=shop.pk, limit=400)
    [one] = run(plugin, page, run_id=shop.pk, limit=1)
    assert [some.product_id for some in one] == [some.product_id for some in many[:1]]


@every
def test_readiness_speaks_in_every_shop(plugin: registry.Plugin, shop: Any) -> None:
    assert plugin.readiness is not None
    for run_id in (None, 10**9, shop.pk):
        with CaptureQueriesContext(connection) as captured:
            said = plugin.readiness(Source(run_id, NOW, LIMIT))
        assert isinstance(said, Readiness)
        assert said.level in ("ready", "thin", "empty")
        assert said.have.endswith(".")
        assert bool(said.missing) == (said.level != "ready")
        assert len(captured) <= MOST_QUERIES
