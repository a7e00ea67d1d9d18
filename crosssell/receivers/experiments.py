"""Tests: changed rows, and what visitors who have met one do at checkout."""

import logging
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from oscar.apps.checkout.signals import post_checkout, start_checkout

from crosssell import buffer, experiments, kept
from crosssell.analytics.rollup import exposures
from crosssell.experiments import orders
from crosssell.experiments.live import RELATIONS
from crosssell.models import Bundle, Experiment, Variant

log = logging.getLogger(__name__)


def tell(**_: Any) -> None:
    """What is under test, or in whose part, has changed."""
    kept.changed()


def note_checkout(request: Any, **_: Any) -> None:
    """A visitor begins to order."""
    try:
        unit = experiments.unit_of(request)
        if unit is not None:
            buffer.append(exposures.KIND, {"unit": unit}, durable=True)
    except Exception:
        log.exception("That a visitor began to order was not noted.")


def keep_unit(order: Any, request: Any, **_: Any) -> None:
    """An order was placed: it is that of the visitor who has met a test.

    Mostly that was written with the order; here where a shop's own view has placed it. An order
    that is placed without the visitor's session is in no test.
    """
    try:
        unit = experiments.unit_of(request)
        if unit is not None:
            transaction.on_commit(lambda: orders.keep(order, unit), robust=True)
    except Exception:
        log.exception("Order %s is in no test.", order.pk)


for model in (Experiment, Variant, Bundle):
    # A bundle is looked up each time; that a test ended with it must be told.
    signals = (post_delete,) if model is Bundle else (post_save, post_delete)
    for signal in signals:
        signal.connect(tell, sender=model, dispatch_uid=f"crosssell-tested-{model.__name__}")
for relation, _column in RELATIONS.values():
    m2m_changed.connect(
        tell, sender=getattr(Variant, relation).through, dispatch_uid=f"crosssell-tested-{relation}"
    )
start_checkout.connect(note_checkout, dispatch_uid="crosssell-checkout")
post_checkout.connect(keep_unit, dispatch_uid="crosssell-order-unit")
