"""The shop's cache is a cache while Redis is there, and empty while it is not."""

import pytest

from shop import cache
from shop.cache import ForgivingRedisCache

OPTIONS = {"OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}}


@pytest.fixture(params=["gone_redis", "silent_redis"])
def broken(request: pytest.FixtureRequest) -> ForgivingRedisCache:
    return ForgivingRedisCache(request.getfixturevalue(request.param), OPTIONS)


def test_it_keeps_what_it_is_given(redis_url: str) -> None:
    kept = ForgivingRedisCache(redis_url, OPTIONS)
    kept.set("a", 1)
    kept.set_many({"b": "x", "c": None})
    assert kept.get_many(["a", "b", "c", "d"]) == {"a": 1, "b": "x", "c": None}
    assert kept.incr("a") == 2
    assert not kept.add("a", 5)
    assert kept.touch("a")
    assert "a" in kept
    assert kept.delete("a")
    kept.delete_many(["b", "c"])
    assert kept.get("b", "none") == "none"
    assert kept.clear()


def test_it_is_empty_while_redis_is_away(broken: ForgivingRedisCache) -> None:
    broken.set("a", 1)
    broken.set_many({"b": 2})
    broken.delete_many(["a"])
    assert broken.get("a", "default") == "default"
    assert broken.get_many(["a", "b"]) == {}
    assert broken.add("a", 1) is True
    assert not broken.touch("a")
    assert not broken.delete("a")
    assert not broken.clear()
    assert "a" not in broken
    with pytest.raises(ValueError, match="not found"):
        broken.incr("a")


def test_a_redis_that_failed_is_not_asked_again_at_once(
    broken: ForgivingRedisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(cache.time, "monotonic", lambda: now[0])
    asked = []

    def refuse(*args: object, **more: object) -> None:
        asked.append(now[0])
        raise ConnectionRefusedError("nobody is there")

    monkeypatch.setattr(broken._cache, "get_client", refuse)
    broken.get("a")
    now[0] += cache.PAUSE_SECONDS - 0.1
    broken.get("a")
    now[0] += 0.2
    broken.get("a")
    assert asked == [1000.0, 1000.0 + cache.PAUSE_SECONDS + 0.1]
