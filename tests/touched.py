"""Touches for tests: rows as the roll-up writes them, and orders that owe them something."""

from datetime import datetime
from itertools import count
from typing import Any

from crosssell.analytics.attribution import Swept, sweep
from crosssell.models import Attribution, MeasuredOrder, Touch
from tests import shopdata

_numbers = count(1)


def make_touch(
    product: Any,
    basket: Any = None,
    user: Any = None,
    at: datetime = shopdata.MIDDAY,
    **fields: Any,
) -> Touch:
    """A recommended product went into the basket; ``fields`` are columns of Touch."""
    number = next(_numbers)
    shown = {
        "placement_id": 3,
        "slot": "product.below_description",
        "rule_id": 5,
        "strategy": "matrix",
        "subject": "product",
        "subject_id": product.parent_id or product.pk,
        "position": 2,
        "run_id": 9,
        "variant_id": 0,
        "rendering": number,
    }
    return Touch.objects.create(
        at=at,
        basket_id=getattr(basket, "pk", basket),
        user=user,
        product_id=product.pk,
        family_id=product.parent_id or product.pk,
        **shown | fields,
    )


def swept(at: datetime = shopdata.MIDDAY) -> Swept:
    """What a sweep says that runs at that moment."""
    return sweep(at)


def owed(order: Any) -> dict[str, tuple[str, str, int, int | None]]:
    """By title of the line: kind, amount, pieces and the touch."""
    rows = Attribution.objects.filter(measured__order=order).select_related("line")
    return {
        one.line.title: (one.kind, f"{one.amount:.2f}", one.quantity, one.touch_id) for one in rows
    }


def weighed(order: Any) -> tuple[str, str, int]:
    """What an order was measured with: its value, what was refused, its items."""
    row = MeasuredOrder.objects.get(order=order)
    return f"{row.value:.2f}", f"{row.refused:.2f}", row.items
