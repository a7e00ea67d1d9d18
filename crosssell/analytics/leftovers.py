"""Events that were noted and never counted: of a shop whose roll-up stands still, or of no use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crosssell import buffer, stream, viewing
from crosssell.analytics import rollup
from crosssell.analytics.rollup import exposures
from crosssell.models import BufferedEvent

BATCH = 500


def prune(before: datetime, dry_run: bool = False) -> int:
    """Remove what was noted before that; returns how many there were in the table.

    What Redis holds is trimmed too, where it answers; it is not counted.
    """
    kinds = BufferedEvent.objects.order_by("kind").values_list("kind", flat=True).distinct()
    found = sum(_prune(kind, before.timestamp(), dry_run) for kind in list(kinds))
    url = buffer.address()
    if url and not dry_run:
        for kind in {*viewing.KINDS, *rollup.KINDS, exposures.KIND}:
            try:
                stream.forget(url, kind, f"{int(before.timestamp() * 1000)}-0")
            except stream.StreamAway:
                break
    return found


def entries(*kinds: str) -> Iterator[tuple[int, float, dict[str, Any]]]:
    """Of what waits in the table, oldest first: its key, when it was noted (seconds), its fields.

    What is no event is infinitely old and has none.
    """
    rows = BufferedEvent.objects.filter(kind__in=kinds).order_by("pk")
    for pk, text in rows.values_list("pk", "text").iterator(chunk_size=BATCH):
        yield pk, *_read(text)


def oldest(kind: str) -> float | None:
    """When the first one that waits in the table was noted (seconds); None where none waits."""
    rows = BufferedEvent.objects.filter(kind=kind).order_by("pk")
    text = rows.values_list("text", flat=True).first()
    return None if text is None else _read(text)[0]


def _prune(kind: str, before: float, dry_run: bool) -> int:
    # They were written in the order of their time, nearly: the first young batch ends it.
    done, after = 0, 0
    rows = BufferedEvent.objects.filter(kind=kind).order_by("pk")
    while part := list(rows.filter(pk__gt=after).values_list("pk", "text")[:BATCH]):
        old = [pk for pk, text in part if _read(text)[0] < before]
        done += len(old)
        after = part[-1][0]
        if old and not dry_run:
            BufferedEvent.objects.filter(pk__in=old).delete()
        if not old:
            break
    return done


def _read(text: str) -> tuple[float, dict[str, Any]]:
    try:
        at, fields = json.loads(text)
        return float(at), dict(fields)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return float("-inf"), {}
