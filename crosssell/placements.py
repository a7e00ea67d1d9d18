"""The map of placements, held in the process under a version that all processes share.

Whoever changes a row calls ``changed``: the version in Django's cache is new, and every process
loads the map again before its next page. A process that shares no cache with the others (or has
lost it) asks the database for the version every CROSSSELL["PLACEMENT_STALE_SECONDS"].
"""

from __future__ import annotations

import logging
from dataclasses import replace
from time import monotonic
from uuid import uuid4

from django.db import Error, transaction
from django.utils import timezone

from crosssell import conf, quick_cache, slots
from crosssell.core.placement import Check, PlacementView, RuleView, idle_reason
from crosssell.core.placement_map import Map
from crosssell.core.rule_index import RuleIndex
from crosssell.models import MapVersion, Placement, Preference, Run
from crosssell.placement_rows import keys_of, placement_view, rules_of

__all__ = [
    "Check",
    "Map",
    "PlacementView",
    "RuleView",
    "changed",
    "current",
    "forget",
    "idle_reason",
    "keys_of",
    "load",
]

log = logging.getLogger(__name__)

VERSION_KEY = "crosssell:placements"
# A page asks for the map once a slot; its version need not be asked for as often.
CHECK_SECONDS = 0.1
# With a shared cache only a version that was lost on its way goes unnoticed, no longer than this.
SHARED_STALE_SECONDS = 60.0
THE_ROW = 1


_held: Map | None = None
_checked_at = 0.0


def current() -> Map:
    """The map that pages are planned from; no query while it is warm."""
    global _held, _checked_at
    now = monotonic()
    held = _held
    if held is not None and now - _checked_at < CHECK_SECONDS:
        return held
    version = _shared_version()
    if held is not None and held.version == version:
        if now - held.loaded_at <= _stale_seconds(version):
            _checked_at = now
            return held
        if held.written == _written_version():
            held = replace(held, loaded_at=now)
        else:
            held = load(version=version)
    else:
        held = load(version=version)
    _held, _checked_at = held, now
    return held


def changed() -> None:
    """Tell every process that placements, rules, matrix or the live run changed.

    Saving and deleting rows calls it; whoever writes past the models (``update()``, bulk) must.
    """
    _renew()
    # A process that loads between now and the commit still reads the old rows. Once is enough
    # for all the rows of a transaction.
    waiting = transaction.get_connection().run_on_commit
    if not any(function is _publish for _, function, *_ in waiting):
        transaction.on_commit(_publish, robust=True)


def forget() -> None:
    """Load the map anew before the next page of this process."""
    global _held
    _held = None


def _renew() -> None:
    forget()
    quick_cache.put({VERSION_KEY: uuid4().hex}, timeout=None)


def _publish() -> None:
    _renew()
    row = MapVersion(pk=THE_ROW, version=uuid4().hex)
    try:
        MapVersion.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["version"]
        )
    except Error:
        log.exception("The version of the placements was not written.")


def _written_version() -> str:
    found = MapVersion.objects.filter(pk=THE_ROW).values_list("version", flat=True).first()
    return found or ""


def _shared_version() -> str:
    """The shared version, made where nobody has made one; "" where the cache does not keep it."""
    version = quick_cache.get([VERSION_KEY]).get(VERSION_KEY)
    if version is None:
        quick_cache.put({VERSION_KEY: uuid4().hex}, timeout=None)
        # A forgiving cache takes everything and keeps nothing while its server is away.
        version = quick_cache.get([VERSION_KEY]).get(VERSION_KEY)
    return str(version or "")


def _stale_seconds(version: str) -> float:
    if version and quick_cache.is_shared():
        return SHARED_STALE_SECONDS
    return conf.settings().placement_stale_seconds


def load(*, everything: bool = False, version: str = "") -> Map:
    """Read the map from the tables in at most 11 queries, with idle rows only if ``everything``.

    A slot that is not in the table is left out.
    """
    loaded_at = monotonic()
    # First: what is written from now on is another version.
    written = _written_version()
    wanted = Placement.objects.order_by("position", "pk")
    if not everything:
        wanted = wanted.filter(active=True).exclude(ends_at__lte=timezone.now())
    rows = list(wanted)
    rules = rules_of(wanted, everything) if rows else {}
    by_slot: dict[str, list[PlacementView]] = {slot.name: [] for slot in slots.all_slots()}
    for row in rows:
        if row.slot in by_slot:
            by_slot[row.slot].append(placement_view(row, rules.get(row.pk, ())))
        else:
            log.warning("Placement %s is for the unknown slot %r.", row.pk, row.slot)
    run_id = Run.objects.filter(state=Run.State.LIVE).values_list("pk", flat=True).first()
    found = {name: tuple(views) for name, views in by_slot.items() if views}
    views = [view for some in found.values() for view in some]
    preferences = list(Preference.objects.values_list("product_id", "never", "weight"))
    return Map.of(
        found,
        run_id,
        version=version,
        written=written,
        loaded_at=loaded_at,
        never=frozenset(pk for pk, never, _ in preferences if never),
        weights={pk: weight for pk, _, weight in preferences if weight},
        indexes={view: RuleIndex.of(view.rules, keys_of) for view in views},
    )
