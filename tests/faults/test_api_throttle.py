"""The API's throttle: it holds, needs no settings of the project, and a broken cache opens it."""

from typing import Any

import pytest
from django.core.cache.backends.base import BaseCache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client

from crosssell.api.throttle import ApiThrottle
from tests import shopdata

pytestmark = pytest.mark.django_db


class BrokenCache(BaseCache):
    """A cache whose server is gone."""

    def __init__(self) -> None:
        super().__init__({})

    def get(self, *args: Any, **more: Any) -> Any:
        raise ConnectionError("nobody is there")


def ask(client: Client, **headers: str) -> HttpResponse:
    return client.get("/crosssell/api/slots/product.below_description/", headers=headers)


def test_who_asks_too_often_is_told_to_wait(client: Client, settings: Any) -> None:
    settings.CROSSSELL = {"API_THROTTLE": "2/min"}
    assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]
    refused = ask(client)
    assert "throttled" in refused.json()["detail"]
    assert 0 < int(refused["Retry-After"]) <= 60


def test_everybody_has_his_own_count(client: Client, settings: Any) -> None:
    settings.CROSSSELL = {"API_THROTTLE": "1/min"}
    assert ask(client).status_code == 200
    assert ask(client).status_code == 429
    client.force_login(shopdata.make_user())
    assert ask(client).status_code == 200
    assert ask(Client(REMOTE_ADDR="10.0.0.9")).status_code == 200


def test_it_needs_no_throttle_settings_of_the_project(client: Client, settings: Any) -> None:
    settings.REST_FRAMEWORK = {"DEFAULT_THROTTLE_CLASSES": [], "DEFAULT_THROTTLE_RATES": {}}
    assert ask(client).status_code == 200


@pytest.mark.parametrize("forwarded", ["x" * 5000, "a b\tc", "\u00e9"])
def test_any_header_makes_a_key(client: Client, forwarded: str) -> None:
    assert ask(client, **{"X-Forwarded-For": forwarded}).status_code == 200


def test_a_broken_cache_does_not_close_the_api(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ApiThrottle, "cache", BrokenCache())
    assert ask(client).status_code == 200
    assert "not throttled, the cache failed: nobody is there" in caplog.text


@pytest.mark.parametrize("rate", ["", "fast", "0/min", "10/fortnight", "-1/min", 5, None])
def test_a_rate_that_cannot_work_is_named(settings: Any, rate: Any) -> None:
    settings.CROSSSELL = {"API_THROTTLE": rate}
    with pytest.raises(ImproperlyConfigured, match="API_THROTTLE.*120/min"):
        ApiThrottle()
