"""The servers that tests start are there, are what they say, and go away."""

import socket
from urllib.parse import urlsplit

import pytest
import redis
from django.db import connection


def test_redis_keeps_what_it_is_given(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    client.set("key", "value")
    assert client.get("key") == b"value"


def test_silent_redis_accepts_and_never_answers(silent_redis: str) -> None:
    client = redis.Redis.from_url(silent_redis, socket_timeout=0.2, retry=None)
    with pytest.raises(redis.exceptions.TimeoutError):
        client.ping()


def test_gone_redis_refuses(gone_redis: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((urlsplit(gone_redis).hostname, urlsplit(gone_redis).port))


@pytest.mark.postgres
@pytest.mark.django_db
def test_marked_tests_run_on_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid() > 0")
        assert cursor.fetchone() == (True,)
