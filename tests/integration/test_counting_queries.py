"""Counting a page adds no query to it: what was noted is written when the response is out."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crosssell import buffer
from crosssell.models import BufferedEvent
from tests import shopdata
from tests.buffered import before_the_response
from tests.learned import learn, place, rule
from tests.tracked import rolled, rows, widgets
from tests.visitor import browser

pytestmark = pytest.mark.django_db
SLOTS = (
    "product.top",
    "product.below_price",
    "product.below_description",
    "product.bottom",
)


@pytest.fixture
def page() -> str:
    """The address of a product's page that shows 16 cards in 4 placements."""
    tea = shopdata.make_product("Tea")
    learn({tea: [shopdata.make_product(f"Partner {number}") for number in range(16)]})
    together = rule()
    for slot in SLOTS:
        place(together, slot=slot, max_items=4)
    return str(tea.get_absolute_url())


def seen(client: Client, page: str) -> None:
    response = client.get(page)
    assert response.content.count(b"data-crosssell-product=") == 16


def both(page: str, capture: Any) -> tuple[int, int]:
    """How many queries the page costs for somebody who is counted, and for somebody who is not."""
    found = []
    for client in (browser(), Client()):
        for _ in range(2):
            seen(client, page)
        with capture() as queries:
            seen(client, page)
        found.append(len(queries))
    return found[0], found[1]


@pytest.mark.usefixtures("in_either")
def test_a_page_of_16_cards_asks_the_database_no_more(page: str) -> None:
    counted, not_counted = both(page, before_the_response)
    assert counted == not_counted > 0
    # The page that was looked at last was counted with the first two.
    rolled()
    assert widgets("slot") == [(slot, 3, 0) for slot in sorted(SLOTS)]
    assert [row[1] for row in rows("subject_id")] == [3] * 16


@pytest.mark.usefixtures("in_table")
def test_without_redis_one_statement_follows_the_response(page: str) -> None:
    counted, not_counted = both(page, lambda: CaptureQueriesContext(connection))
    assert counted == not_counted + 1
    assert BufferedEvent.objects.count() == 3 * len(SLOTS)


def test_with_redis_no_statement_follows(page: str, in_stream: Any) -> None:
    counted, not_counted = both(page, lambda: CaptureQueriesContext(connection))
    assert counted == not_counted
    assert in_stream.xlen("crosssell:shown") == 3 * len(SLOTS)


@pytest.mark.usefixtures("in_table")
def test_a_page_notes_one_event_a_widget_and_nothing_of_the_visitor(page: str) -> None:
    with before_the_response():
        seen(browser(), page)
    events = [(event.kind, sorted(event.fields)) for event in buffer._waiting.events]
    assert events == [("shown", ["placement", "things"])] * len(SLOTS)
