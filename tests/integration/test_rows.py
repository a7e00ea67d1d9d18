"""Rows by the shortest way: the same rows and errors as through Django, and seen by who counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from crosssell.models import reading
from crosssell.models import rows as module
from crosssell.models.rows import rows
from tests.learned import learn

pytestmark = pytest.mark.django_db
OURS = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"


@contextmanager
def preparing(threshold: int | None) -> Iterator[None]:
    """Sets from which time on the connection prepares a statement."""
    connection.ensure_connection()
    raw = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, threshold
    try:
        yield
    finally:
        raw.prepare_threshold = before


def prepared(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(OURS, [statement])
        return int(cursor.fetchone()[0])


def check_rows() -> None:
    # An expression with a typed value, a text, a share and nothing.
    sql = "SELECT CAST(%s AS bigint), 'word', CAST(0.5 AS double precision), NULL WHERE 1 = %s"
    assert rows(sql, (2**40, 1)) == [(2**40, "word", 0.5, None)]
    assert rows(sql, (2**40, 2)) == []


def check_reads() -> None:
    run = learn({10: [20, 30], 40: [30, 10]})
    assert reading.pairs_of_product(run.pk, 10, 50) == [(20, 0.99, 48, 210), (30, 0.98, 48, 210)]
    assert reading.pairs_of_basket(run.pk, (10, 40), 50) == [(30, 0.98 + 0.99), (20, 0.99)]
    assert reading.parts_of_basket(run.pk, (40,)) == {30: {40: 0.99}, 10: {40: 0.98}}


def test_rows() -> None:
    check_rows()
    check_reads()


def test_who_counts_queries_sees_one() -> None:
    run = learn({10: [20]})
    with CaptureQueriesContext(connection) as captured:
        assert len(reading.pairs_of_product(run.pk, 10, 50)) == 1
        assert len(reading.pairs_of_basket(run.pk, (10, 40), 50)) == 1
    assert len(captured) == 2


def test_who_wraps_queries_is_asked() -> None:
    asked = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(list(params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        check_rows()
    assert asked == [[2**40, 1], [2**40, 2]]


def test_a_statement_that_is_wrong_raises_djangos_error() -> None:
    with pytest.raises(DatabaseError, match="nowhere"), transaction.atomic():
        rows("SELECT id FROM nowhere", ())
    check_rows()


def test_nothing_is_asked_in_a_transaction_that_failed() -> None:
    with transaction.atomic():
        connection.needs_rollback = True
        with pytest.raises(TransactionManagementError):
            rows("SELECT 1", ())
        connection.needs_rollback = False


@pytest.mark.postgres
def test_a_connection_that_may_prepare_plans_once_for_all_sizes_of_numbers() -> None:
    sql = "SELECT CAST(%s AS bigint) AS planned_once"
    with preparing(2):
        for value in (1, 40_000, 2**40):
            assert rows(sql, (value,)) == [(value,)]
        assert prepared("%planned_once") == 1
        check_rows()


@pytest.mark.postgres
def test_a_statement_that_shall_not_be_kept_is_planned_anew() -> None:
    sql = "SELECT CAST(%s AS bigint) AS planned_anew"
    with preparing(0):
        for value in (1, 2, 3):
            assert rows(sql, (value,), kept=False) == [(value,)]
        assert prepared("%planned_anew") == 0


@pytest.mark.postgres
def test_a_connection_that_may_not_prepare_does_not() -> None:
    with preparing(None):
        for value in (1, 2, 3):
            assert rows("SELECT CAST(%s AS bigint) AS never_planned", (value,)) == [(value,)]
        assert prepared("%never_planned") == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_opened_anew_is_asked() -> None:
    check_rows()
    connection.close()
    check_rows()


@pytest.mark.postgres
def test_without_psycopg_3_rows_come_through_django(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("psycopg 3 was used")

    monkeypatch.setattr(module, "_straight", never)
    with pytest.raises(AssertionError, match="psycopg 3"):
        check_rows()
    monkeypatch.setattr(module, "_psycopg", lambda: False)
    check_rows()
    check_reads()
