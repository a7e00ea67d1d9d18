"""What was shown, signed: goes out in links and forms, and comes back from whoever clicks.

Nobody can make a token but the shop, and it says nothing of the visitor. It is good for a day, so
that what came back can be told from what came back twice for as long as raw events are kept.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import blake2s
from time import time

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.crypto import salted_hmac

from crosssell.core.shown import MOST_LENGTH, Shown, decoded, encoded

# The name of the field and of the parameter that carry a token.
FIELD = "crosssell"
SALT = "crosssell.tokens"
GOOD_MINUTES = 24 * 60
# A clock of another machine may be ahead of this one.
AHEAD_MINUTES = 5
_BYTES = 12
SIGNATURE = 16
MOST = MOST_LENGTH + 1 + SIGNATURE


def minute() -> int:
    """Now, in whole minutes since 1970 (UTC)."""
    return int(time() // 60)


def token_of(shown: Shown) -> str:
    """The signed text, of letters, digits and ``.-_~``."""
    text = encoded(shown)
    return f"{text}~{_signature(text, _keys()[0])}"


def shown_of(token: object) -> Shown | None:
    """What a token says; None where it is none of ours, or older than ``GOOD_MINUTES``."""
    if not isinstance(token, str) or len(token) > MOST or not token.isascii():
        return None
    text, _, signature = token.partition("~")
    if not any(hmac.compare_digest(signature, _signature(text, key)) for key in _keys()):
        return None
    found = decoded(text)
    if found is None:
        return None
    age = minute() - found.minute
    return found if -AHEAD_MINUTES <= age <= GOOD_MINUTES else None


def _signature(text: str, key: bytes) -> str:
    # BLAKE2 with a key is a MAC by itself, and takes a third of the time of HMAC: a page has many.
    signed = blake2s(text.encode(), key=key, digest_size=_BYTES)
    return urlsafe_b64encode(signed.digest()).decode()


@lru_cache(maxsize=1)
def _keys() -> tuple[bytes, ...]:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return tuple(salted_hmac(SALT, "", secret, algorithm="sha256").digest() for secret in secrets)


def _forget(*, setting: str, **_: object) -> None:
    if setting in ("SECRET_KEY", "SECRET_KEY_FALLBACKS"):
        _keys.cache_clear()


setting_changed.connect(_forget)
