"""Upsell and cheaper alternative: same category, so much dearer or cheaper."""

from typing import Any

import pytest
from django.core.cache import cache

from crosssell.core.data import Page, Product
from tests import shopdata
from tests.learned import learn
from tests.strategies import DAY, MANY, NOW, ask, created, ids, page, queries, readiness

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> Any:
    return shopdata.make_category("Tea")


def make(category: Any, price: str | None, days: float = 1, **more: Any) -> Any:
    product = shopdata.make_product(f"At {price}", price, category=category, **more)
    created(product, days)
    return product


def on(product: Any, *categories: Any) -> Page:
    own = frozenset(one.pk for one in categories)
    return page(product=Product(product.pk, parent_id=product.parent_id, category_ids=own))


def test_upsell_is_dearer_within_bounds(tea: Any) -> None:
    main = make(tea, "10.00")
    just, most, more = make(tea, "10.50", 4), make(tea, "16.00", 3), make(tea, "16.01", 2)
    make(tea, "10.49")
    make(tea, "9.00")
    make(shopdata.make_category("Cups"), "12.00")
    run = learn(best=[just], window=90)
    [found] = ask("upsell", on(main, tea), run=run)
    assert [(one.product_id, one.score) for one in found] == [(just.pk, 1.0), (most.pk, 0.5)]
    assert found[0].parts == {"rank": 1.0, "dearer by %": 5.0}
    asks = {"at_least": 60, "at_most": 70}, {"at_least": 61, "at_most": 60}
    assert ids(ask("upsell", on(main, tea), *asks)) == [[more.pk, most.pk], []]
    assert ids(ask("upsell", on(main, tea), limit=1)) == [[most.pk]]


def test_the_cheaper_alternative_is_cheaper_within_bounds(tea: Any) -> None:
    main = make(tea, "10.00")
    just, most = make(tea, "9.50", 3), make(tea, "5.00", 2)
    make(tea, "4.99")
    make(tea, "9.51")
    [found] = ask("cheaper_alternative", on(main, tea))
    assert [one.product_id for one in found] == [most.pk, just.pk]
    assert [one.parts["cheaper by %"] for one in found] == [50.0, 5.0]
    few = {"at_least": 6, "at_most": 49}
    assert ids(ask("cheaper_alternative", on(main, tea), few)) == [[]]


def test_a_parent_costs_what_its_cheapest_variant_does(tea: Any) -> None:
    main = make(tea, "10.00")
    parent, [small, _big] = shopdata.make_parent("P", {"S": "12.00", "B": "30.00"}, category=tea)
    created(parent, 1)
    assert ids(ask("upsell", on(main, tea))) == [[parent.pk]]
    # The page of a variant starts from the variant's own price.
    assert ids(ask("cheaper_alternative", on(small, tea))) == [[main.pk]]
    assert ids(ask("cheaper_alternative", on(_big, tea))) == [[]]


@pytest.mark.parametrize("code", ["upsell", "cheaper_alternative"])
def test_without_a_price_a_category_or_a_common_currency_there_is_nothing(
    code: str, tea: Any
) -> None:
    main = make(tea, "10.00")
    for price in ("8.00", "12.00"):
        make(tea, price, currency="EUR")
        make(tea, price, stock=0)
    free, gone, unpriced = make(tea, "0.00"), make(tea, "10.00", stock=0), make(tea, None)
    assert ids(ask(code, on(main, tea))) == [[]]
    for odd in (free, gone, unpriced):
        assert ids(ask(code, on(odd, tea))) == [[]]
    assert ids(ask(code, on(main))) == [[]]
    assert ids(ask(code, page())) == [[]]


@pytest.mark.parametrize("code", ["upsell", "cheaper_alternative"])
def test_two_queries_however_many_asks_and_categories(code: str, tea: Any) -> None:
    gifts = shopdata.make_category("Gifts")
    main = make(tea, "10.00")
    for category in (tea, gifts):
        make(category, "9.00")
        make(category, "11.00")
    here = on(main, tea, gifts)
    assert queries(code, here, *[{"at_least": n} for n in range(1, MANY)]) == 2
    assert queries(code, here) == 1
    cache.clear()
    assert queries(code, here) == 2
    assert len(ask(code, here)[0]) == 2


@pytest.mark.parametrize("code", ["upsell", "cheaper_alternative"])
def test_a_back_test_knows_nothing_newer(code: str, tea: Any) -> None:
    main = make(tea, "10.00", 30)
    make(tea, "9.00")
    make(tea, "11.00")
    assert ids(ask(code, on(main, tea), as_of=NOW - 2 * DAY)) == [[]]
    assert readiness(code).level == "thin"
