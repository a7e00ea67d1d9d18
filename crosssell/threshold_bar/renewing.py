"""How a piece of a page is asked for again when the basket changes without a new page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import Resolver404, resolve, reverse

from crosssell.facts import Facts

# The piece of a page that is asked for alone says in its query of which page it is.
PIECE = "crosssell:bars"


def page_of(request: Any) -> str:
    """The path of the page that holds the piece; "" where only the browser knows it."""
    match = getattr(request, "resolver_match", None)
    if match is not None and match.view_name == PIECE:
        return str(request.GET.get("next", ""))
    return str(request.get_full_path()) if request.method == "GET" else ""


def app_of(page: str) -> str:
    """The app of the view that answers at this path; "" where there is none."""
    try:
        return str(resolve(page.partition("?")[0]).app_name)
    except Resolver404:
        return ""


def renewed_at(facts: Facts, page: str) -> str:
    """Where crosssell.js asks for the piece again."""
    query = {"next": page} if page else {}
    if "product" in facts.about:
        query["product"] = str(facts.listed[0].pk)
    return f"{reverse(PIECE)}?{urlencode(query)}"
