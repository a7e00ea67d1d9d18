"""Counts what pages have noted, and then measures the orders that may owe something to it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from crosssell import buffer, viewing
from crosssell.analytics import attribution
from crosssell.analytics.rollup import exposures
from crosssell.analytics.rollup.counting import Counts, count_back, count_shown, count_touches
from crosssell.analytics.tracking import BACK, SHOWN, TOUCH
from crosssell.buffer import Event, StreamAway

log = logging.getLogger(__name__)

Count = Callable[[Sequence[Event], datetime], Counts]
KINDS: dict[str, Count] = {SHOWN: count_shown, BACK: count_back, TOUCH: count_touches}


def roll_up(now: datetime) -> Counts:
    """Counts what was noted since the last time; ``now`` is aware.

    Never raises. A part that fails is told in the log and in ``failed``, keeps its events for the
    next call and leaves the other parts alone.
    """
    counts = Counts()
    for name, part in _parts(now, counts):
        try:
            part()
        except StreamAway as error:
            said = f"{str(error).rstrip('.')}. Nothing is lost; try again later."
            if said not in counts.failed:
                log.warning("%s", said)
                counts.failed += (said,)
        except Exception as error:
            log.exception("The roll-up of %s failed; the next one tries again.", name)
            counts.failed += (f"The roll-up of {name} failed: {error}",)
    if counts.bad:
        log.warning("%s entries of the buffer are no events and were left out.", counts.bad)
    return counts


def _parts(now: datetime, counts: Counts) -> list[tuple[str, Callable[[], object]]]:
    kinds = [(kind, partial(_drain, kind, count, now, counts)) for kind, count in KINDS.items()]
    return [
        ("views", partial(_views, counts)),
        *kinds,
        (exposures.KIND, partial(_exposures, counts)),
        # Last: an order is measured with the touches that are there.
        ("orders", partial(_orders, now, counts)),
    ]


def _views(counts: Counts) -> None:
    counts.views += viewing.roll_up()


def _exposures(counts: Counts) -> None:
    counts.exposed += buffer.drain(exposures.KIND, exposures.store)


def _orders(now: datetime, counts: Counts) -> None:
    swept = attribution.sweep(now)
    counts.measured += swept.measured
    counts.remeasured += swept.again


def _drain(kind: str, count: Count, now: datetime, counts: Counts) -> None:
    buffer.drain(kind, lambda events: counts.add(count(events, now)))
