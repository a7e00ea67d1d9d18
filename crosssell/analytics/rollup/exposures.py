"""Who met a test, and when he first began to order: from the events to the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from crosssell.buffer import Event
from crosssell.models import Exposure, Variant

# The only kind of these events: one kind is handed over in the order in which it was noted, so
# that nobody begins to order before he was exposed.
KIND = "exposed"
MOST_NUMBER = 2**63 - 1


class _Met(NamedTuple):
    experiment: int
    variant: int
    unit: int


def store(events: Sequence[Event]) -> None:
    """Write what ``buffer.drain(exposures.KIND, exposures.store)`` hands over.

    Fields are {"experiment", "variant", "unit"} of somebody who met a test for the first time, or
    {"unit"} of somebody who begins to order. Of one visitor and test the first row stays, of what
    he begins the first moment. What is not of this form, or of a test that is gone, is left out.
    At most four queries; twice is once.
    """
    met: dict[tuple[int, int], tuple[_Met, datetime]] = {}
    for event in sorted(events, key=lambda one: one.at):
        one = _met(event.fields)
        if one is not None:
            met.setdefault((one.experiment, one.unit), (one, event.at))
    known = _known(one for one, _at in met.values())
    Exposure.objects.bulk_create(
        [
            Exposure(
                experiment_id=one.experiment, variant_id=one.variant, unit=one.unit, first_at=at
            )
            for one, at in met.values()
            if known.get(one.variant) == one.experiment
        ],
        ignore_conflicts=True,
    )
    _store_checkouts(_begun(events))


def _store_checkouts(begun: Iterable[tuple[int, datetime]]) -> None:
    first: dict[int, list[datetime]] = {}
    for unit, at in begun:
        first.setdefault(unit, []).append(at)
    if not first:
        return
    rows = Exposure.objects.filter(unit__in=first, checkout_at=None).select_related("experiment")
    found = []
    for row in rows:
        over = row.experiment.ended_at
        fitting = [at for at in first[row.unit] if at >= row.first_at and (not over or at <= over)]
        row.checkout_at = min(fitting, default=None)
        if row.checkout_at is not None:
            found.append(row)
    Exposure.objects.bulk_update(found, ["checkout_at"])


def _begun(events: Iterable[Event]) -> Iterator[tuple[int, datetime]]:
    for event in events:
        if set(event.fields) == {"unit"} and _is_number(event.fields["unit"]):
            yield event.fields["unit"], event.at


def _met(fields: dict[str, Any]) -> _Met | None:
    found: list[Any] = [fields.get(name) for name in _Met._fields]
    return _Met(*found) if all(map(_is_number, found)) else None


def _known(some: Iterable[_Met]) -> dict[int, int]:
    """By variant that is still there, its test."""
    ids = {one.variant for one in some}
    return dict(Variant.objects.filter(pk__in=ids).values_list("pk", "experiment_id"))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_NUMBER
