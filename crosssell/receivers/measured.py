"""Orders and lines that are cancelled, returned or taken up again: what they brought changes."""

import logging
from typing import Any

from django.db import transaction
from oscar.apps.order.signals import order_line_status_changed, order_status_changed

from crosssell.analytics.attribution.measuring import measure
from crosssell.models import MeasuredOrder

log = logging.getLogger(__name__)


def weigh_order(order: Any, **_: Any) -> None:
    """An order's status changed, and that of its lines perhaps with it."""
    _weigh(order.pk)


def weigh_line(line: Any, **_: Any) -> None:
    """The status of a single line changed."""
    _weigh(line.order_id)


def _weigh(order_id: int) -> None:
    try:
        transaction.on_commit(lambda: _measure_again(order_id), robust=True)
    except Exception:
        log.exception("The sweep measures order %s once more.", order_id)


def _measure_again(order_id: int) -> None:
    # An order that nobody has measured waits for the sweep: this may be a shopper's own request.
    if MeasuredOrder.objects.filter(order_id=order_id).exists():
        measure([order_id])


order_status_changed.connect(weigh_order, dispatch_uid="crosssell-weigh-order")
order_line_status_changed.connect(weigh_line, dispatch_uid="crosssell-weigh-line")
