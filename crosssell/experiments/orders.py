"""Whose order it is: written with the order, so that whoever measures it knows its visitor."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction

from crosssell.experiments.parts import unit_of
from crosssell.models import MeasuredOrder, OrderUnit

log = logging.getLogger(__name__)

# On a basket that is about to be ordered: its visitor's unit.
UNIT = "_crosssell_unit"


def mark(request: Any, basket: Any) -> None:
    """The basket is being ordered by the visitor of the request. Never raises."""
    setattr(basket, UNIT, unit_of(request))


def write(basket: Any, order: Any) -> None:
    """Say whose the order is, inside its own transaction. Never raises."""
    unit = getattr(basket, UNIT, None)
    if unit is not None:
        keep(order, unit)


def keep(order: Any, unit: int) -> None:
    """The order is that visitor's; twice is once. Never raises: then it is in no test."""
    try:
        with transaction.atomic():
            made = OrderUnit.objects.get_or_create(order_id=order.pk, defaults={"unit": unit})[1]
            if made:
                # Where it was written late, a sweep may have measured the order already.
                MeasuredOrder.objects.filter(order_id=order.pk, unit=0).update(unit=unit)
    except Exception:
        log.exception("Order %s is in no test.", order.pk)
