"""What a page's script sends back: which things came into view, or were clicked."""

from __future__ import annotations

import json
from time import monotonic
from typing import Any

from crosssell import visitors
from crosssell.analytics import tracking
from crosssell.analytics.tracking.carried import MOST_TOKENS, read
from crosssell.analytics.tracking.rate import Rate

KINDS = (tracking.VIEWABLE, tracking.CLICK)
# Bytes of a call: 64 tokens of full length, and what stands around them.
MOST_BYTES = 8_192
# A process that sends fifty full pages a second gets no more back.
PER_SECOND, AT_ONCE = 800, 8_000
rate = Rate("events of pages", PER_SECOND, AT_ONCE)


def take(request: Any) -> int:
    """Notes what the body says, and returns how many things that is; 0 for whatever is no call.

    ``{"kind": "viewable" | "click", "tokens": [text]}``, at most 64 of them in 8 kB. More is never
    read. The visitor is not looked at, but for whether he wants to be left alone: no session, no
    query, no address.
    """
    text = _body(request)
    call = _json(text) if text else None
    if not isinstance(call, dict) or call.get("kind") not in KINDS:
        return 0
    return note(call["kind"], call.get("tokens"), request)


def note(kind: str, tokens: object, request: Any) -> int:
    """Notes the things of these tokens, where they are ours; returns how many."""
    if not isinstance(tokens, list) or not 0 < len(tokens) <= MOST_TOKENS:
        return 0
    if visitors.opted_out(request):
        return 0
    things = read(one for one in tokens if isinstance(one, str))
    # Only what is ours takes room: whoever sends rubbish must not push others out.
    if not things or not rate.takes(len(things), monotonic()):
        return 0
    tracking.note_back(kind, things)
    return len(things)


def _body(request: Any) -> bytes:
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        return bytes(request.read(length)) if 0 < length <= MOST_BYTES else b""
    except (ValueError, OSError):
        return b""


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
