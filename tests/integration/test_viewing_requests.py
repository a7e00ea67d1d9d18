"""Noting views costs a request no query and never fails it; commands count what was noted."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crosssell import buffer, tasks, viewing, visitors
from crosssell.models import BufferedEvent, ViewPair
from tests import shopdata
from tests.buffered import before_the_response
from tests.integration.storefront import fetch, to_preview, to_thank_you
from tests.visitor import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]


def see(client: Client, *products: Any) -> None:
    for product in products:
        fetch(client, product.get_absolute_url())


def three() -> list[Any]:
    return [shopdata.make_product(name) for name in ("Tea", "Milk", "Cake")]


@pytest.mark.usefixtures("in_table")
def test_a_view_asks_the_database_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tea, milk, cake = three()
    see(client, tea, milk)
    with before_the_response() as counting:
        see(client, cake)
    assert len(buffer._waiting.events) == 1
    monkeypatch.setattr(visitors, "counts", lambda request: False)
    visitor = browser()
    see(visitor, tea, milk)
    with before_the_response() as not_counting:
        see(visitor, cake)
    assert len(counting) == len(not_counting)


@pytest.mark.usefixtures("in_table")
def test_an_order_asks_the_database_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    tea, milk, _cake = three()
    asked: dict[str, int] = {}

    def watch(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def watched(*arguments: Any) -> Any:
            with CaptureQueriesContext(connection) as queries:
                answer = real(*arguments)
            asked[name] = len(queries)
            return answer

        monkeypatch.setattr(owner, name, watched)

    see(client, tea)
    to_preview(client, milk)
    watch(visitors, "counts")
    watch(viewing, "note_order")
    with before_the_response():
        client.post(reverse("checkout:preview"), {"action": "place_order"})
    assert asked == {"counts": 0, "note_order": 0}
    assert len(buffer._waiting.events) == 1


def test_pages_and_orders_outlive_a_failure(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(visitors, "counts", fail)
    to_thank_you(client, *three())
    see(client, shopdata.make_product())
    assert "A view was not counted." in caplog.text
    assert "What was viewed before an order was not counted." in caplog.text


@pytest.mark.usefixtures("in_table")
def test_an_event_holds_product_ids_and_nothing_of_the_visitor(client: Client) -> None:
    tea, milk, cake = three()
    see(client, tea, milk)
    to_thank_you(client, cake)
    found: list[dict[str, Any]] = []
    for kind in ("viewed", "after"):
        buffer.drain(kind, lambda events: found.extend(event.fields for event in events))
    assert found == [
        {"product": milk.pk, "before": [tea.pk]},
        {"before": [milk.pk, tea.pk], "bought": [cake.pk]},
    ]
    assert not BufferedEvent.objects.exists()


@pytest.mark.usefixtures("in_table")
def test_the_command_and_the_task_count(client: Client, capsys: Any) -> None:
    tea, milk, cake = three()
    see(client, tea, milk)
    call_command("crosssell_rollup")
    assert capsys.readouterr().out == (
        "1 views, 0 widgets with 0 recommendations, 0 empty; 0 came into view, 0 clicks, "
        "0 put in baskets; 0 sent again. 0 events of tests. 0 orders measured, 0 once more.\n"
    )
    see(client, cake)
    tasks.roll_up()
    assert ViewPair.objects.filter(partner_id=cake.pk).count() == 3
    call_command("crosssell_rollup", verbosity=0)
    assert capsys.readouterr().out == ""


def test_without_redis_the_command_says_so_and_the_task_waits(
    settings: Any, gone_redis: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CROSSSELL = {"BUFFER_URL": gone_redis}
    with pytest.raises(CommandError, match="Redis gave no events: .* Nothing is lost"):
        call_command("crosssell_rollup")
    tasks.roll_up()
    assert "Redis gave no events" in caplog.text
