"""The tokens that a request carries: in its address, its form, or the address of its own page.

A page that somebody reached by a token keeps it in its address where there is no JavaScript, so a
form on it is sent with that address as its Referer. Nobody is known by it: tokens are signed, and
say only what was shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crosssell.core.shown import Shown
from crosssell.tokens import FIELD, shown_of

# One form has no more tokens, and neither has a call of the beacon.
MOST_TOKENS = 64
MOST_REFERER = 2_000
_KEPT = "_crosssell_carried"


def in_address(request: Any) -> tuple[Shown, ...]:
    """What the tokens of the address say, those that are ours."""
    return read(request.GET.getlist(FIELD))


def carried(request: Any) -> tuple[Shown, ...]:
    """What all tokens of a request say, each once: address, form, then page; at most 64."""
    found: tuple[Shown, ...] | None = request.__dict__.get(_KEPT)
    if found is None:
        texts = [*request.GET.getlist(FIELD), *request.POST.getlist(FIELD)]
        found = request.__dict__[_KEPT] = read([*texts, *_of_page(request)])
    return found


def _of_page(request: Any) -> list[str]:
    text = request.headers.get("Referer", "")
    if FIELD not in text or len(text) > MOST_REFERER:
        return []
    try:
        return parse_qs(urlsplit(text).query, max_num_fields=MOST_TOKENS).get(FIELD, [])
    except ValueError:
        return []


def read(texts: Iterable[str]) -> tuple[Shown, ...]:
    """What these tokens say, each once, those that are ours; of the first 64."""
    found = map(shown_of, list(dict.fromkeys(texts))[:MOST_TOKENS])
    return tuple(one for one in found if one is not None)
