"""What visits view and buy, and what was noted of it, written when the response is out."""

import logging
from typing import Any

from django.core.signals import request_finished
from oscar.apps.catalogue.signals import product_viewed
from oscar.apps.checkout.signals import post_checkout

from crosssell import buffer, fatigue, placements, viewing, visitors

log = logging.getLogger(__name__)


def note_interest(product: Any, request: Any, **_: Any) -> None:
    """Somebody looks at a product: what was shown of it in vain before is forgotten."""
    try:
        if fatigue.FILTER in placements.current().filters:
            fatigue.looked_at(request, product.pk, product.parent_id)
    except Exception:
        log.exception("How often a product was shown in vain is still counted.")


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
product_viewed.connect(note_interest, dispatch_uid="crosssell-interest")
post_checkout.connect(note_order, dispatch_uid="crosssell-order")
request_finished.connect(buffer.flush, dispatch_uid="crosssell-flush")
