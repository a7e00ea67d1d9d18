"""A visitor arrives at a page by a link that carries a token: a click, with or without a script."""

from __future__ import annotations

from typing import Any

from crosssell import visitors
from crosssell.analytics import tracking
from crosssell.analytics.tracking.carried import carried, in_address
from crosssell.analytics.tracking.naming import that_is_bundle, that_names
from crosssell.core.shown import Shown
from crosssell.tokens import FIELD


def on_product(request: Any, product: Any) -> None:
    """The page of Oscar's product is about to be sent."""
    if FIELD in request.GET and visitors.counts(request):
        found = that_names(in_address(request), product)
        if found is not None:
            tracking.note_back(tracking.CLICK, [found])


def on_bundle(request: Any, bundle_id: int) -> Shown | None:
    """The page of a bundle is about to be sent; answers what it was reached from."""
    found = of_bundle(request, bundle_id)
    if found is not None:
        tracking.note_back(tracking.CLICK, [found])
    return found


def of_bundle(request: Any, bundle_id: int) -> Shown | None:
    """Where this bundle was shown, by the address or form of the request; None for nowhere."""
    if not visitors.counts(request):
        return None
    return that_is_bundle(carried(request), bundle_id)


def canonical(request: Any) -> str:
    """The value of a ``Link`` header that names the page's address without a token.

    "" where the address has none. What else is in the query stays.
    """
    if FIELD not in request.GET:
        return ""
    query = request.GET.copy()
    del query[FIELD]
    address = request.build_absolute_uri(request.path)
    return f'<{address}{"?" if query else ""}{query.urlencode()}>; rel="canonical"'
