"""Oscar's signals in; nothing raises out. Our own rows: whoever changes one tells every process."""

import logging
from typing import Any

from django.core.signals import request_finished
from django.db.models.signals import m2m_changed, post_delete, post_save
from oscar.apps.catalogue.signals import product_viewed
from oscar.apps.checkout.signals import post_checkout

from crosssell import buffer, placements, viewing
from crosssell.models import (
    MatrixEntry,
    Placement,
    Preference,
    Rule,
    RuleBoost,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RulePin,
    Run,
)

log = logging.getLogger(__name__)

WATCHED = (
    Placement,
    Rule,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RuleBoost,
    RulePin,
    Preference,
    MatrixEntry,
)


def tell(**_: Any) -> None:
    """Rows that decide what is shown changed."""
    placements.changed()


def tell_of_run(instance: Run, **_: Any) -> None:
    """A run is served from now on; one that still counts, or failed, changes no page."""
    if instance.state == Run.State.LIVE:
        placements.changed()


def note_view(product: Any, request: Any, **_: Any) -> None:
    """A product's page is about to be sent."""
    try:
        if viewing.counts(request):
            viewing.note_view(request, product)
    except Exception:
        log.exception("A view was not counted.")


def note_order(order: Any, request: Any, **_: Any) -> None:
    """An order was placed; the visitor is about to be thanked."""
    try:
        if viewing.counts(request):
            viewing.note_order(request, order)
    except Exception:
        log.exception("What was viewed before an order was not counted.")


product_viewed.connect(note_view, dispatch_uid="crosssell-view")
post_checkout.connect(note_order, dispatch_uid="crosssell-order")
request_finished.connect(buffer.flush, dispatch_uid="crosssell-flush")
for model in WATCHED:
    for signal in (post_save, post_delete):
        signal.connect(tell, sender=model, dispatch_uid=f"crosssell-{model.__name__}")
for signal in (post_save, post_delete):
    signal.connect(tell_of_run, sender=Run, dispatch_uid="crosssell-run")
m2m_changed.connect(tell, sender=Placement.rules.through, dispatch_uid="crosssell-rules")
