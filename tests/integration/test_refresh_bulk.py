"""Bulk reading and writing on PostgreSQL, beside what every database does."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from crosssell.models import Pair
from crosssell.models.writing import delete_runs_rows
from crosssell.oscar import columns
from crosssell.oscar.orders import read_orders
from crosssell.refresh import refresh
from tests.shopdata import MIDDAY, make_order, make_parent, make_product, make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def fill() -> None:
    """Orders of two customers and a guest, a child, a cancelled order."""
    tea, cup = make_product("Tea"), make_product("Cup")
    _, (red, _) = make_parent("Shirt", {"Red": "9.00", "Blue": "9.00"})
    make_order(tea, cup, red, user=make_user(), quantity=3)
    make_order(tea, red, user=make_user("bob@example.com"), at=MIDDAY - timedelta(days=40))
    make_order(cup, red, at=MIDDAY - timedelta(days=90, seconds=1))
    make_order(cup, tea, status="Cancelled")


def test_streamed_and_fetched_orders_are_the_same() -> None:
    fill()
    assert columns.can_stream()
    streamed = read_orders((7, 90))
    with transaction.atomic():
        assert not columns.can_stream()
        fetched = read_orders((7, 90))
    for name in ("starts", "products", "ordered_at"):
        assert getattr(streamed.log, name).tolist() == getattr(fetched.log, name).tolist()
    assert len(set(streamed.log.buyer.tolist())) == len(set(fetched.log.buyer.tolist())) == 3
    assert streamed.product_ids.tolist() == fetched.product_ids.tolist()
    assert streamed.units.tolist() == fetched.units.tolist()
    assert (streamed.lines, len(streamed.log)) == (7, 3)


def test_reading_and_writing_never_go_row_by_row() -> None:
    fill()
    refresh()
    with CaptureQueriesContext(connection) as few:
        refresh()
    for _ in range(5):
        fill_more()
    with CaptureQueriesContext(connection) as many:
        refresh()
    assert beside_notes(many) == beside_notes(few)


def beside_notes(queries: CaptureQueriesContext) -> int:
    """How many statements ran, without the notes of progress, which come by the clock."""
    return sum('UPDATE "crosssell_run"' not in query["sql"] for query in queries)


def fill_more() -> None:
    """Twenty orders more."""
    products = [make_product() for _ in range(4)]
    for _ in range(4):
        make_order(*products)


def test_rows_written_in_bulk_read_back() -> None:
    fill()
    run = refresh()
    for place in (Pair.Place.PAGE, Pair.Place.BASKET):
        rows = list(Pair.objects.filter(run=run, place=place).order_by("product_id", "rank"))
        assert len(rows) == 6
        assert all(row.place == place and row.score > 0 for row in rows)
        assert [row.rank for row in rows] == [1, 2] * 3
        assert all(0 < row.orders_together <= row.product_orders <= 3 for row in rows)
    delete_runs_rows([run.pk])
    assert not Pair.objects.exists()


def test_columns_of_text_are_streamed_too() -> None:
    tea = make_product("Tea")
    ((ids, titles, dates),) = columns.columns(
        type(tea).objects.all(), ("id", "title", "date_created")
    )
    assert (ids.tolist(), titles.tolist()) == ([tea.pk], ["Tea"])
    assert dates.tolist() == [int(tea.date_created.timestamp() * 1_000_000)]


def test_the_planner_knows_how_many_rows_a_run_has() -> None:
    fill()
    refresh()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'crosssell_pair'")
        assert cursor.fetchone()[0] == 14
