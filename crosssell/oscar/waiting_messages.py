"""Messages to the shopper that an answer without a new page has to carry itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.utils.html import escape

NAME = "_crosssell_told_through"


def warn(basket: Any, request: Any, texts: Sequence[str]) -> None:
    """Tell the shopper on the next page, unless ``taken`` is asked before."""
    if not texts or request is None or not hasattr(request, "_messages"):
        return
    for text in texts:
        messages.warning(request, text)
    setattr(basket, NAME, request)


def taken(basket: Any) -> list[tuple[int, str]]:
    """Level and safe HTML of all that waits, where ``warn`` was called for this very basket.

    The next page does not say it again.
    """
    request = getattr(basket, NAME, None)
    if request is None:
        return []
    setattr(basket, NAME, None)
    return [(one.level, _html(one)) for one in messages.get_messages(request)]


def _html(message: Any) -> str:
    text = str(message)
    # As Oscar's pages have it: who says "safe" has escaped it already.
    return text if "safe" in message.tags.split() else escape(text)
