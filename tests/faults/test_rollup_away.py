"""Redis is away: pages stay as they are, the loss is told, and what was put in baskets is kept."""

from typing import Any

import pytest
from django.test import Client

from crosssell import buffer
from crosssell.analytics import tracking
from crosssell.models import Touch
from tests import shopdata
from tests.learned import learn, place, rule
from tests.tracked import rolled, rows, thing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]
LOST = "Events for the statistics are lost for the time being"


@pytest.fixture
def page() -> str:
    """The address of a product's page that shows a recommendation."""
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    learn({tea: [cup]})
    place(rule())
    return str(tea.get_absolute_url())


@pytest.mark.parametrize("away", ["gone_redis", "silent_redis"])
def test_pages_are_as_ever_and_touches_are_kept(
    away: str,
    page: str,
    in_stream: Any,
    client: Client,
    settings: Any,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # However slow the machine, the pause is not over before the test is.
    monkeypatch.setattr(buffer, "PAUSE_SECONDS", 600.0)
    there = settings.CROSSSELL
    settings.CROSSSELL = {"BUFFER_URL": request.getfixturevalue(away)}
    for _ in range(3):
        response = client.get(page)
        assert response.status_code == 200
        assert response.content.count(b"data-crosssell-product=") == 1
    tracking.note_touch(thing(1), 7, 1, 5, None)
    counts = rolled()
    # Each page notes one widget.
    assert caplog.text.count(LOST) == 1
    assert buffer._waiting.lost == 3
    assert (counts.widgets, counts.touches) == (0, 1)
    assert len(counts.failed) == 1
    assert counts.failed[0].startswith("Redis gave no events")
    assert Touch.objects.count() == 1
    # It is back.
    settings.CROSSSELL = there
    monkeypatch.setattr(buffer._breaker("stream"), "_reset_timeout", 0)
    client.get(page)
    assert "Events are noted again; 3 of this process were lost." in caplog.text
    counts = rolled()
    assert (counts.widgets, counts.touches, counts.failed) == (1, 0, ())
    assert sorted(row[1:] for row in rows("subject_id")) == [(0, 0, 0, 1, 0), (1, 0, 0, 0, 0)]
