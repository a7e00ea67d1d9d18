"""The servers that tests start are there, are what they say, and go away."""

import socket
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from whoosh.filedb.filestore import RamStorage


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


def test_temporary_files_lie_in_a_folder_of_this_process_that_goes_away() -> None:
    storage = RamStorage().temp_storage("MAIN.tmp")
    assert Path(storage.folder) == Path(settings.VAR_OF_TESTS) / "MAIN.tmp"
    assert Path(tempfile.mkdtemp()).parent == Path(settings.VAR_OF_TESTS)


@pytest.mark.postgres
@pytest.mark.django_db
def test_marked_tests_run_on_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid() > 0")
        assert cursor.fetchone() == (True,)
