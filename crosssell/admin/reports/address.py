"""The state of the page, which is its address: it can be sent to a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from crosssell.analytics.reports import Query

PAGE = "admin:crosssell_reports"
# Of the form, then of the table.
KEPT = ("period", "from", "to", "placement", "slot", "strategy", "currency", "by", "sort", "page")
LONGEST = 80


def address_of(sent: Mapping[str, str], /, **changes: object) -> str:
    """The page as it is, but for these; what is "" goes. A change begins at the first page."""
    state = {name: sent.get(name, "")[:LONGEST] for name in KEPT}
    state |= {"page": "", **{name: str(value) for name, value in changes.items()}}
    text = urlencode({name: value for name, value in state.items() if value})
    return f"{reverse(PAGE)}?{text}" if text else reverse(PAGE)


def asked(query: Query) -> dict[str, str]:
    """The query as an address of an export or of the API takes it."""
    found = {
        "from": query.first.isoformat(), "to": query.last.isoformat(), "currency": query.currency,
        "placement": ",".join(map(str, query.placements)), "slot": query.slot,
        "strategy": query.strategy,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}
