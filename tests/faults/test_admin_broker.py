"""The message broker accepts a connection and never says a word."""

import socket
from collections.abc import Iterator

import pytest
from celery import current_app
from django.test import Client
from django.urls import reverse

from crosssell.admin import start_task
from crosssell.models import BackTest
from tests.learned import place, rule
from tests.merchant import messages_of, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"redis://127.0.0.1:{listening.getsockname()[1]}/0"
        connect = current_app.connection_for_write
        monkeypatch.setattr(
            current_app, "connection_for_write", lambda **options: connect(url, **options)
        )
        monkeypatch.setattr(start_task, "PATIENCE", 0.2)
        yield


def test_refresh_now_does_not_wait_for_a_silent_broker(client: Client, silent_broker: None) -> None:
    sign_in(client)

    answer = client.post(reverse("admin:crosssell_run_refresh"))

    assert messages_of(answer)[0].startswith(
        "The refresh was not started: the message broker does not answer."
    )


def test_a_back_test_does_not_wait_for_a_silent_broker(client: Client, silent_broker: None) -> None:
    sign_in(client)
    placement = place(rule())
    url = reverse("admin:crosssell_backtest_add")

    answer = client.post(url, {"placement": placement.pk, "orders": "10"})

    assert messages_of(answer) == [
        "The back-test was not started: the message broker does not answer. Start it (and the "
        "Celery worker) and try again, or run “manage.py crosssell_backtest "
        f"{placement.pk}”."
    ]
    assert not BackTest.objects.exists()
