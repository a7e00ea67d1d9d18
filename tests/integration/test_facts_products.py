"""What a product is, what is left of it and how it is rated."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from crosssell import facts as facts_module
from crosssell.core.data import Product
from crosssell.facts import Facts
from crosssell.oscar import catalogue
from tests import shopdata

pytestmark = pytest.mark.django_db


def enriched(*products: Any, fact: str, queries: int) -> list[Product]:
    """The products with that fact, which must cost so many queries, and nothing again."""
    facts = Facts.of(None)
    light = catalogue.products(product.pk for product in products)
    with CaptureQueriesContext(connection) as captured:
        found = facts.enriched(light, {fact}, 7)
        assert facts.enriched(light, {fact}, 7) == found
    assert len(captured) == queries
    return [found[product.pk] for product in products]


def review(product: Any, score: int, status: int = 1) -> None:
    get_model("reviews", "ProductReview").objects.create(
        product=product, score=score, status=status, title="T", body="B", name="Ann"
    )


def test_structure_and_class_are_known_without_asking() -> None:
    parent, [small, _] = shopdata.make_parent("Milk", {"1 l": "1", "2 l": "2"})
    tea = shopdata.make_product("Tea")
    kind = tea.product_class_id
    light = catalogue.products([parent.pk, small.pk, tea.pk])
    told = {one.title: (one.structure, one.class_id) for one in light.values()}
    assert told == {"Milk": ("parent", kind), "1 l": ("child", kind), "Tea": ("standalone", kind)}
    with CaptureQueriesContext(connection) as captured:
        pages = [Facts.of(None, product=one).page("slot", ()) for one in (parent, small, tea)]
    assert len(captured) == 0
    assert [(page.product.structure, page.product.class_id) for page in pages if page.product] == [
        ("parent", kind),
        ("child", kind),
        ("standalone", kind),
    ]


def test_a_child_that_oscar_just_read_reads_its_parent_once_for_all() -> None:
    _, [small, _] = shopdata.make_parent("Milk", {"1 l": "1", "2 l": "2"})
    fresh = shopdata.Product.objects.get(pk=small.pk)
    facts = Facts.of(None, product=fresh)
    with CaptureQueriesContext(connection) as captured:
        page = facts.page("slot", ())
        assert fresh.get_title() == "1 l"
        assert page.product is not None
        assert page.product.class_id == fresh.get_product_class().pk
    # The parent, and its class for Oscar.
    assert len(captured) == 2


def test_a_list_of_children_reads_their_parents_together() -> None:
    made = [shopdata.make_parent(name, {"1 l": "1"})[1][0].pk for name in ("Milk", "Cream")]
    fresh = list(shopdata.Product.objects.filter(pk__in=made))
    with CaptureQueriesContext(connection) as captured:
        pages = [one.page("slot", ()) for one in Facts.of(None).of_list(fresh)]
    assert len(captured) == 1
    assert [page.product and page.product.class_id is not None for page in pages] == [True, True]


def test_stock_is_what_is_left() -> None:
    parent, [small, large, hidden] = shopdata.make_parent(
        "Milk", {"1 l": "1", "2 l": "2", "3 l": "3"}, stock=10
    )
    shopdata.Product.objects.filter(pk=hidden.pk).update(is_public=False)
    shopdata.StockRecord.objects.filter(product=large).update(num_allocated=4)
    oversold, unpriced = shopdata.make_product(stock=2), shopdata.make_product(price=None)
    shopdata.StockRecord.objects.filter(product=oversold).update(num_allocated=5)
    told = enriched(parent, small, large, oversold, unpriced, fact="candidate.stock", queries=0)
    assert [one.stock for one in told] == [16, 10, 6, 0, 0]
    facts = Facts.of(None, product=large)
    with CaptureQueriesContext(connection) as captured:
        for _ in range(2):
            page = facts.page("slot", {"product.stock", "product"})
    assert page.product is not None
    assert (page.product.stock, page.product.price, len(captured)) == (6, Decimal(2), 1)


def test_stock_is_unknown_where_it_is_not_tracked() -> None:
    _, [small] = shopdata.make_parent("Milk", {"1 l": "1"})
    tea = shopdata.make_product("Tea")
    shopdata.ProductClass.objects.update(track_stock=False)
    assert [one.stock for one in enriched(small, tea, fact="candidate.stock", queries=0)] == [
        None,
        None,
    ]


def test_several_records_of_a_product_add_up() -> None:
    tea = shopdata.make_product("Tea", "4", stock=3)
    elsewhere = shopdata.Partner.objects.create(name="Elsewhere", code="elsewhere")
    shopdata.StockRecord.objects.create(
        product=tea, partner=elsewhere, partner_sku="E", price="3", price_currency="USD",
        num_in_stock=5,
    )  # fmt: skip
    [told] = enriched(tea, fact="candidate.stock", queries=0)
    assert (told.stock, told.price) == (8, Decimal(3))


def test_ratings_are_oscars_and_a_childs_are_its_parents_unless_it_has_its_own() -> None:
    parent, [small, large] = shopdata.make_parent("Milk", {"1 l": "1", "2 l": "2"})
    tea, hated = shopdata.make_product("Tea"), shopdata.make_product("Hated")
    for score in (5, 4):
        review(parent, score)
    review(parent, 1, status=0)
    review(small, 1)
    told = enriched(parent, small, large, tea, hated, fact="candidate.rating", queries=1)
    assert [(one.rating, one.reviews) for one in told] == [
        (4.5, 2),
        (1.0, 1),
        (4.5, 2),
        (None, 0),
        (None, 0),
    ]


@pytest.mark.parametrize("fact", ["popularity", "season"])
def test_what_was_learned_is_asked_by_family_once(
    fact: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int | None, list[int]]] = []

    def learned(run_id: int | None, ids: Collection[int]) -> dict[int, float]:
        asked.append((run_id, list(ids)))
        return {parent.pk: 0.5}

    monkeypatch.setattr(facts_module.reading, fact, learned, raising=False)
    parent, [small, _] = shopdata.make_parent("Milk", {"1 l": "1", "2 l": "2"})
    tea = shopdata.make_product("Tea")
    told = enriched(parent, small, tea, fact=f"candidate.{fact}", queries=0)
    assert [getattr(one, fact) for one in told] == [0.5, 0.5, 0.0]
    assert asked == [(7, [parent.pk, tea.pk])]


def test_candidates_without_needs_or_of_none_are_as_they_were() -> None:
    facts = Facts.of(None)
    light = catalogue.products([shopdata.make_product("Tea").pk])
    assert facts.enriched(light, {"basket", "candidate.weight"}, None) == light
    assert facts.enriched({}, {"candidate.rating"}, None) == {}
