"""The map of placements that pages are planned from, kept while nothing changes."""

from __future__ import annotations

import logging

from django.utils import timezone

from crosssell import slots
from crosssell.core.placement import Check, PlacementView, RuleView, idle_reason
from crosssell.core.placement_map import Map
from crosssell.core.rule_index import RuleIndex
from crosssell.kept import Kept, changed, forget
from crosssell.models import Placement, Preference, Run
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


def current() -> Map:
    """The map that pages are planned from; no query while it is warm."""
    return kept.current()


def load(*, everything: bool = False) -> Map:
    """Read the map from the tables in at most 10 queries, with idle rows only if ``everything``.

    A slot that is not in the table is left out.
    """
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
        never=frozenset(pk for pk, never, _ in preferences if never),
        weights={pk: weight for pk, _, weight in preferences if weight},
        indexes={view: RuleIndex.of(view.rules, keys_of) for view in views},
    )


kept = Kept(load)
