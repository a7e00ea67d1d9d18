"""What a slot shows to somebody whose visit counts, told to the tracking; never raises."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from crosssell import experiments, fatigue, placements
from crosssell.analytics import tracking
from crosssell.engine import Planned
from crosssell.facts import Facts

log = logging.getLogger(__name__)


def widget(planned: Planned, found: dict[str, Any] | None, facts: Facts) -> None:
    """A widget was drawn: its ``shown`` are counted, else its items.

    ``found`` is what the widget returned; None where it had nothing. What waits shows nothing yet.
    """
    if not facts.counted:
        return
    try:
        if found is None:
            tracking.note_empty(planned.placement.id)
        elif not found.get("waiting"):
            _shown(planned.placement.id, found, facts.request)
    except Exception:
        log.exception("What placement %s shows is not counted.", planned.placement.id)


def _shown(placement_id: int | None, found: dict[str, Any], request: Any) -> None:
    items = found.get("items", ())
    things = found.get("shown")
    if things is None:
        things = [item.shown for item in items]
    tracking.note_shown(placement_id, [one for one in things if one is not None])
    if fatigue.FILTER in placements.current().filters:
        fatigue.shown(request, [item.recommendation.product_id for item in items])


def left_out(slot: str, planned: Iterable[Planned], facts: Facts) -> None:
    """Count the placements of a slot that the page left out: they had nothing to show."""
    if not facts.counted:
        return
    try:
        shown = {one.placement.id for one in planned}
        for view in placements.current().by_slot.get(slot, ()):
            if (
                view.id not in shown
                and not placements.idle_reason(view, facts.now)
                and experiments.sees(facts.request, experiments.PLACEMENT, view.id)
            ):
                tracking.note_empty(view.id)
    except Exception:
        log.exception("What slot %s leaves out is not counted.", slot)
