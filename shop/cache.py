"""A Redis cache that the shop can do without: what fails is a miss, and never an error."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# How long nobody asks a Redis that has just failed: a pause costs one time-out, not one a call.
PAUSE_SECONDS = 5.0
_asked_again_at: dict[str, float] = {}


class ForgivingClient(RedisCacheClient):
    """Django's client, which answers as an empty cache does while Redis is down."""

    def _or(self, otherwise: Any, ask: Callable[..., Any], *args: Any) -> Any:
        server = self._servers[0]
        if time.monotonic() < _asked_again_at.get(server, 0.0):
            return otherwise
        try:
            return ask(*args)
        except (RedisError, OSError) as error:
            _asked_again_at[server] = time.monotonic() + PAUSE_SECONDS
            logger.warning("The cache does not answer, so the shop does without: %s", error)
            return otherwise

    def add(self, key: str, value: Any, timeout: float | None) -> bool:
        """Say "added" while Redis is down: who adds a key to be the first may go on."""
        return self._or(True, super().add, key, value, timeout)

    def get(self, key: str, default: Any) -> Any:
        """Return the default while Redis is down."""
        return self._or(default, super().get, key, default)

    def set(self, key: str, value: Any, timeout: float | None) -> None:
        """Keep nothing while Redis is down."""
        self._or(None, super().set, key, value, timeout)

    def touch(self, key: str, timeout: float | None) -> bool:
        """Return False, as for a missing key, while Redis is down."""
        return self._or(False, super().touch, key, timeout)

    def delete(self, key: str) -> bool:
        """Return False, as for a missing key, while Redis is down."""
        return self._or(False, super().delete, key)

    def get_many(self, keys: Any) -> dict[str, Any]:
        """Find nothing while Redis is down."""
        return self._or({}, super().get_many, keys)

    def has_key(self, key: str) -> bool:
        """Find nothing while Redis is down."""
        return self._or(False, super().has_key, key)

    def incr(self, key: str, delta: int) -> int:
        """Raise ValueError, as for a missing key, while Redis is down."""
        value = self._or(None, super().incr, key, delta)
        if value is None:
            raise ValueError(f"Key {key!r} not found")
        return int(value)

    def set_many(self, data: Any, timeout: float | None) -> None:
        """Keep nothing while Redis is down."""
        self._or(None, super().set_many, data, timeout)

    def delete_many(self, keys: Any) -> None:
        """Delete nothing while Redis is down."""
        self._or(None, super().delete_many, keys)

    def clear(self) -> bool:
        """Return False while Redis is down."""
        return self._or(False, super().clear)


class ForgivingRedisCache(RedisCache):
    """For ``CACHES``; an option that is not given there is set to what a page can wait for."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        """Take Django's arguments; `retry` is one of redis-py's, which asks four times else."""
        options = {"retry": Retry(NoBackoff(), 0), **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._class = ForgivingClient
