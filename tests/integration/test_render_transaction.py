"""A failed statement in a widget leaves a transaction around the page usable (PostgreSQL)."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from tests import shopdata
from tests.stub_engine import StubEngine, stub_engine

__all__ = ["stub_engine"]
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SLOT = "product.below_description"
PAGE = Template("{% load crosssell_tags %}{% crosssell_slot '" + SLOT + "' %}")


def ask(sql: str) -> Any:
    def run(planned: Any, facts: Any) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
        return {}

    return run


def statements(stub: StubEngine, *widgets: str) -> list[str]:
    stub.slots = {SLOT: widgets}
    with CaptureQueriesContext(connection) as seen:
        PAGE.render(Context())
    return [query["sql"].split()[0] for query in seen.captured_queries]


def test_a_failed_statement_does_not_poison_the_transaction(stub_engine: StubEngine) -> None:
    stub_engine.widget("failing", ask("SELECT nothing_like_it"))
    stub_engine.slots = {SLOT: ("failing", "plain")}
    with transaction.atomic():
        shopdata.make_product("Before")
        assert PAGE.render(Context()) == f"[{SLOT}]"
        shopdata.make_product("After")
    assert shopdata.Product.objects.count() == 2


def test_without_the_wall_it_would(stub_engine: StubEngine) -> None:
    with transaction.atomic():
        with pytest.raises(ProgrammingError):
            ask("SELECT nothing_like_it")(None, None)
        assert connection.in_atomic_block
        with pytest.raises(Exception, match="current transaction is aborted"):
            shopdata.Product.objects.count()
        transaction.set_rollback(True)


def test_savepoints_come_only_where_there_is_something_to_save(stub_engine: StubEngine) -> None:
    stub_engine.widget("asking", ask("SELECT 1"))
    assert statements(stub_engine, "asking") == ["SELECT"]
    with transaction.atomic():
        assert statements(stub_engine, "plain") == []
        assert statements(stub_engine, "asking") == ["SAVEPOINT", "SELECT", "RELEASE"]
