"""Visitors who met a test, and what they bought, as the tables have it once it is counted."""

from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from crosssell.models import Exposure, MeasuredOrder, Variant

_units = count(1)


def expose(variant: Variant, number: int = 1, **fields: Any) -> list[int]:
    """So many visitors meet the variant, when its test began if not said; returns their units."""
    fields.setdefault("first_at", variant.experiment.started_at)
    units = [next(_units) for _ in range(number)]
    Exposure.objects.bulk_create(
        Exposure(experiment=variant.experiment, variant=variant, unit=unit, **fields)
        for unit in units
    )
    return units


def measured(unit: int, value: str, at: datetime, **fields: Any) -> MeasuredOrder:
    """An order of this visitor, not saved: in dollars, of one item, its margin unknown."""
    day = timezone.localtime(at, timezone.get_default_timezone()).date()
    given = {"currency": "USD", "items": 1, "unit": unit} | fields
    return MeasuredOrder(placed_at=at, day=day, value=Decimal(value), **given)


def buying(variant: Variant, visitors: int, buyers: int, value: str, **fields: Any) -> list[int]:
    """So many visitors meet the variant, the first of them buy at once; returns their units.

    What they pay is spread around the value: half as much, as much and half as much more.
    """
    units = expose(variant, visitors)
    at = variant.experiment.started_at
    assert at is not None
    shares = (Decimal("0.5"), Decimal(1), Decimal("1.5"))
    MeasuredOrder.objects.bulk_create(
        measured(unit, str(Decimal(value) * shares[place % 3]), at, **fields)
        for place, unit in enumerate(units[:buyers])
    )
    return units
