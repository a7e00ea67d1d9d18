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


def address_of(sent: Mapping[str, str], /, page: str = PAGE, **changes: object) -> str:
    """The ``page`` in the state that was sent, but for these changes; what is "" goes.

    The table begins at its first page, unless ``at`` says otherwise.
    """
    changes["page"] = changes.pop("at", "")
    state = {name: sent.get(name, "") for name in KEPT} | changes
    text = urlencode({name: str(value)[:LONGEST] for name, value in state.items() if value})
    return f"{reverse(page)}?{text}" if text else reverse(page)


def asked(query: Query) -> dict[str, str]:
    """The query as an address of an export or of the API takes it."""
    found = {
        "from": query.first.isoformat(), "to": query.last.isoformat(), "currency": query.currency,
        "placement": ",".join(map(str, query.placements)), "slot": query.slot,
        "strategy": query.strategy, "compare": "" if query.compare else "0",
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}
