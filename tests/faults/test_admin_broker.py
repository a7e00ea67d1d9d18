"""The message broker accepts a connection and never says a word."""

import socket
from collections.abc import Iterator

import pytest
from celery import current_app
from django.test import Client
from django.urls import reverse

from crosssell.admin import start_refresh
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
        monkeypatch.setattr(start_refresh, "PATIENCE", 0.2)
        yield


def test_refresh_now_does_not_wait_for_a_silent_broker(client: Client, silent_broker: None) -> None:
    sign_in(client)

    answer = client.post(reverse("admin:crosssell_run_refresh"))

    assert messages_of(answer)[0].startswith(
        "The refresh was not started: the message broker does not answer."
    )
