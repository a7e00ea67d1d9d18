"""Querysets that are compiled once and asked with other ids."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from crosssell.oscar import prepared
from crosssell.oscar.cards import hydrated
from crosssell.oscar.prepared import Prepared
from tests import shopdata

pytestmark = [pytest.mark.both, pytest.mark.django_db]
Product = get_model("catalogue", "Product")


class Made:
    """A maker of querysets that counts how often it is asked."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows
        self.sizes: list[int] = []

    def __call__(self, ids: Sequence[Any]) -> Any:
        self.sizes.append(len(ids))
        return self.rows.filter(pk__in=ids, is_public=True)


def many(count: int) -> list[int]:
    kind = shopdata.make_product("First").product_class
    Product.objects.bulk_create(
        Product(title=f"P{n}", slug=f"p{n}", upc=f"U{n}", product_class=kind)
        for n in range(count - 1)
    )
    return list(Product.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("count", [1, 7, 8, 9, 20])
def test_it_reads_what_the_queryset_reads_in_one_query(count: int) -> None:
    ids = many(20)
    Product.objects.filter(pk=ids[0]).update(is_public=False)
    rows = Product.objects.select_related("product_class").order_by("-pk")
    with CaptureQueriesContext(connection) as captured:
        found = list(Prepared(Made(rows)).rows(ids[:count]))
    assert len(captured) == 1
    assert found == list(rows.filter(pk__in=ids[1:count]))
    with CaptureQueriesContext(connection) as captured:
        assert all(one.product_class.name == "Groceries" and one.date_created for one in found)
    assert len(captured) == 0


def test_rows_of_values_are_tuples_with_the_types_of_their_fields() -> None:
    ids = many(2)
    record = get_model("partner", "StockRecord").objects.values_list("pk", "price", "date_created")
    plain = record.filter(product_id__in=ids)
    assert Prepared(lambda given: record.filter(product_id__in=given)).rows(ids) == list(plain)
    assert len(plain) == 1


def test_it_is_made_once_for_each_power_of_two() -> None:
    ids = many(20)
    made = Made(Product.objects.all())
    ask = Prepared(made)
    for count in (3, 8, 1, 9, 16, 10):
        assert len(list(ask.rows(ids[:count]))) == count
    assert made.sizes == [8, 16]


def test_no_ids_ask_nothing() -> None:
    made = Made(Product.objects.all())
    with CaptureQueriesContext(connection) as captured:
        assert list(Prepared(made).rows([])) == []
    assert (made.sizes, len(captured)) == ([], 0)


def test_a_very_long_list_is_made_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST_SIZE", 8)
    ids = many(9)
    made = Made(Product.objects.order_by("pk"))
    assert [one.pk for one in Prepared(made).rows(ids)] == ids
    assert made.sizes == [9]


def test_another_kind_of_database_has_its_own_sql(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = many(2)
    made = Made(Product.objects.order_by("pk"))
    ask = Prepared(made)
    ask.rows(ids)
    monkeypatch.setattr(connections["default"], "vendor", "other")
    ask.rows(ids)
    ask.rows(ids)
    assert made.sizes == [8, 8]


def test_marks_may_be_words() -> None:
    many(3)
    words = Prepared(lambda given: Product.objects.filter(upc__in=given), mark="mark {}".format)
    assert [one.upc for one in words.rows({"U0", "U7"})] == ["U0"]


def test_a_prefetched_relation_asked_for_more_stays_the_products_own() -> None:
    tea, jam = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Jam", "5.00")
    found = hydrated([tea.pk, jam.pk])
    with CaptureQueriesContext(connection) as captured:
        records = [one.stockrecords.all()[0] for one in found]
        assert all(record.product is one for record, one in zip(records, found, strict=True))
    assert len(captured) == 0
    for one, record in zip(found, records, strict=True):
        assert list(one.stockrecords.filter(price__gt=0)) == [record]
        assert one.stockrecords.order_by("-price").first() == record
        assert one.images.exclude(caption="x").count() == 0
