"""What visits view and buy, and what was noted of it, written when the response is out."""

import logging
from typing import Any

from django.core.signals import request_finished
from oscar.apps.catalogue.signals import product_viewed
from oscar.apps.checkout.signals import post_checkout

from crosssell import buffer, viewing, visitors

log = logging.getLogger(__name__)


def note_view(product: Any, request: Any, **_: Any) -> None:
    """A product's page is about to be sent."""
    try:
        if visitors.counts(request):
            viewing.note_view(request, product)
    except Exception:
        log.exception("A view was not counted.")


def note_order(order: Any, request: Any, **_: Any) -> None:
    """An order was placed; the visitor is about to be thanked."""
    try:
        if visitors.counts(request):
            viewing.note_order(request, order)
    except Exception:
        log.exception("What was viewed before an order was not counted.")


product_viewed.connect(note_view, dispatch_uid="crosssell-view")
post_checkout.connect(note_order, dispatch_uid="crosssell-order")
request_finished.connect(buffer.flush, dispatch_uid="crosssell-flush")
