"""How often a session was shown a product that nobody clicked.

Kept in the cache under a hash of the session's key, only while a rule asks for it; the session
itself is not written. A visitor without a session is not remembered, nor whoever has opted out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.conf import settings

from crosssell import quick_cache, visitors

FILTER = "seen_often"
MOST_PRODUCTS = 500
_KEPT = "_crosssell_fatigue"


def seen_by(request: Any) -> Mapping[int, int]:
    """Times shown by product; empty where nothing is known. Asks the cache once a request."""
    key = _key(request)
    if not key:
        return {}
    kept = request.__dict__.get(_KEPT)
    if kept is None:
        found = quick_cache.get([key]).get(key, {})
        kept = request.__dict__[_KEPT] = dict(found) if isinstance(found, dict) else {}
    return dict(kept)


def shown(request: Any, product_ids: Iterable[int]) -> None:
    """Count one more time for each of these."""
    seen = dict(seen_by(request))
    for pk in product_ids:
        # The last shown stand last, so that the oldest are forgotten first.
        seen[pk] = seen.pop(pk, 0) + 1
    _keep(request, seen)


def looked_at(request: Any, *product_ids: int | None) -> None:
    """Somebody wanted to know more of it: it counts from the beginning."""
    seen = dict(seen_by(request))
    if any(seen.pop(pk or 0, 0) for pk in product_ids):
        _keep(request, seen)


def _keep(request: Any, seen: dict[int, int]) -> None:
    key = _key(request)
    if key:
        kept = dict(list(seen.items())[-MOST_PRODUCTS:])
        request.__dict__[_KEPT] = kept
        quick_cache.put({key: kept}, settings.SESSION_COOKIE_AGE)


def _key(request: Any) -> str:
    if request is None or not visitors.counts(request):
        return ""
    session = getattr(getattr(request, "session", None), "session_key", None)
    return f"crosssell:seen:{sha256(session.encode()).hexdigest()[:32]}" if session else ""
