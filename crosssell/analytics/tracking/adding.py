"""Something goes into a basket, by a form or button that carries what was recommended: a touch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crosssell import visitors
from crosssell.analytics import tracking
from crosssell.analytics.tracking.carried import carried
from crosssell.analytics.tracking.naming import that_names
from crosssell.core.shown import Shown

MOST_PIECES = 9_999


def added(sender: Any, product: Any, request: Any) -> None:
    """Oscar's ``basket_addition`` was sent; ``sender`` is its view, or ours with a ``quantity``.

    Only what a token of the request names is a touch, and no product twice.
    """
    if request is None or not visitors.counts(request):
        return
    things = carried(request)
    if things:
        line = getattr(sender, "line", None)
        basket_id = line.basket_id if line is not None else request.basket.pk
        touched(request, things, product, _quantity(sender, request), basket_id)


def touched(
    request: Any, things: Iterable[Shown], product: Any, quantity: int, basket_id: int
) -> int:
    """Notes the product as touched, where one of the things names it; 1 where it may, else 0."""
    found = that_names(things, product)
    if found is None:
        return 0
    tracking.note_touch(found, product.pk, quantity, basket_id, request.user)
    return 1


def _quantity(sender: Any, request: Any) -> int:
    """How many pieces went in: what our views say, else what Oscar's form did; at least 1."""
    told = getattr(sender, "quantity", None) or request.POST.get("quantity", "")
    text = str(told).strip()
    return min(max(int(text), 1), MOST_PIECES) if text.isascii() and text.isdigit() else 1
