"""Redis gone or silent: pages answer, it is asked once in some seconds, the loss is told once."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from crosssell import buffer, stream
from crosssell.models import BufferedEvent
from tests import shopdata
from tests.integration.storefront import fetch, to_thank_you

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted")]

LOST = "Events for the statistics are lost for the time being"


@pytest.fixture(params=["gone_redis", "silent_redis"])
def away(
    request: pytest.FixtureRequest,
    in_stream: Any,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """The address of a Redis that takes nothing, which is where events go."""
    # However slow the machine, the pause is not over before the test is.
    monkeypatch.setattr(buffer, "PAUSE_SECONDS", 600.0)
    url = request.getfixturevalue(request.param)
    settings.CROSSSELL = {"BUFFER_URL": url}
    return url


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were written to."""
    found: list[str] = []
    real = stream.add

    def add(url: str, rows: Sequence[tuple[str, str]]) -> None:
        found.append(url)
        real(url, rows)

    monkeypatch.setattr(stream, "add", add)
    return found


def see(client: Client, count: int) -> None:
    for _ in range(count):
        fetch(client, shopdata.make_product().get_absolute_url())


def test_pages_and_orders_do_not_notice(
    away: str, tries: list[str], client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    see(client, 4)
    to_thank_you(client)
    assert tries == [away]
    assert caplog.text.count(LOST) == 1
    # Three views beside others and an order.
    assert buffer._waiting.lost == 4


def test_when_it_is_back_the_loss_is_told(
    away: str,
    tries: list[str],
    client: Client,
    settings: Any,
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    see(client, 4)
    settings.CROSSSELL = {"BUFFER_URL": redis_url}
    see(client, 1)
    assert tries == [away]
    monkeypatch.setattr(buffer._breaker("stream"), "_reset_timeout", 0)
    see(client, 2)
    assert tries == [away, redis_url, redis_url]
    assert caplog.text.count("Events are noted again; 4 of this process were lost.") == 1
    assert buffer.drain("viewed", lambda events: None) == 2
    assert (buffer._waiting.lost, buffer._waiting.losing) == (0, False)


def test_a_try_that_fails_again_waits_again(
    away: str,
    tries: list[str],
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    see(client, 2)
    with monkeypatch.context() as patch:
        patch.setattr(buffer._breaker("stream"), "_reset_timeout", 0)
        see(client, 1)
    see(client, 2)
    assert len(tries) == 2
    assert caplog.text.count(LOST) == 1
    assert buffer._waiting.lost == 4


@pytest.mark.usefixtures("in_table")
def test_a_table_that_cannot_be_written_costs_no_page(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseError("The disk is full")

    monkeypatch.setattr(BufferedEvent.objects, "bulk_create", fail)
    see(client, 3)
    assert f"{LOST}: The disk is full" in caplog.text
    assert buffer._waiting.lost == 2


def test_a_call_ends_soon_and_is_not_sent_again(redis_url: str) -> None:
    options = stream._client(redis_url).connection_pool.connection_kwargs
    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (0.3, 0.3)
    # A second XADD after a time-out would count an event twice.
    assert options["retry"].get_retries() == 0


def test_a_redis_that_goes_after_the_counting_says_so(gone_redis: str) -> None:
    with pytest.raises(stream.StreamAway, match="Redis kept events that were counted"):
        stream.forget(gone_redis, "test", "1-1")
