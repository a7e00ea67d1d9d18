"""Tests of placements, rules, bundles and thresholds, with visitors who met them and bought."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from crosssell.models import Experiment, Exposure, MeasuredOrder, Variant

_units = count(1)


def part(name: str, share: int = 500, holdout: bool = False, **held: Collection[Any]) -> Any:
    """A variant to be: its share in thousandths, and what it holds, such as ``rules=[rule]``."""
    return {"name": name, "share": share, "holdout": holdout, "held": held}


def make_experiment(*parts: Mapping[str, Any], state: str = "live", **fields: Any) -> Experiment:
    """Return a test with these variants (``part``); live for ten days unless said otherwise."""
    if state != "draft":
        fields.setdefault("started_at", timezone.now() - timedelta(days=10))
        fields.setdefault("currency", "USD")
    if state == "ended":
        fields.setdefault("ended_at", timezone.now() - timedelta(minutes=5))
    fields.setdefault("name", f"Test {Experiment.objects.count() + 1}")
    made = Experiment.objects.create(state=state, **fields)
    for position, one in enumerate(parts):
        variant = Variant.objects.create(
            experiment=made,
            name=one["name"],
            position=position,
            share=one["share"],
            holdout=one["holdout"],
        )
        for link, rows in one["held"].items():
            getattr(variant, link).set(rows)
    return made


def expose(variant: Variant, number: int = 1, **fields: Any) -> list[int]:
    """So many visitors meet the variant when its test began; returns their units."""
    fields.setdefault("first_at", variant.experiment.started_at)
    units = [next(_units) for _ in range(number)]
    Exposure.objects.bulk_create(
        Exposure(experiment=variant.experiment, variant=variant, unit=unit, **fields)
        for unit in units
    )
    return units


def bought(unit: int, value: str, at: datetime, **fields: Any) -> MeasuredOrder:
    """An order of this visitor, measured: in dollars, of one item, its margin unknown."""
    day = timezone.localtime(at, timezone.get_default_timezone()).date()
    given = {"currency": "USD", "items": 1, "unit": unit} | fields
    return MeasuredOrder.objects.create(placed_at=at, day=day, value=Decimal(value), **given)
