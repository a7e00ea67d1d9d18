"""All placements with their rules, as pages are planned from them; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crosssell.core.placement import PlacementView, has_dates, idle_reason
from crosssell.core.rule_index import RuleIndex


@dataclass(frozen=True)
class Map:
    """Placements by slot, in the order of the slot table and of their positions; the live run.

    ``always`` are the slots with a placement that is on and has no dates; ``dated`` are the
    placements that have. ``never`` are products that the merchant wants nowhere, ``weights`` his
    weights. ``indexes`` find the rules of a placement. ``filters`` are the codes of all filters
    that any rule has.
    """

    by_slot: dict[str, tuple[PlacementView, ...]]
    run_id: int | None
    always: frozenset[str] = frozenset()
    dated: tuple[PlacementView, ...] = ()
    never: frozenset[int] = frozenset()
    weights: Mapping[int, int] = field(default_factory=dict)
    indexes: Mapping[PlacementView, RuleIndex] = field(default_factory=dict)
    filters: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, by_slot: dict[str, tuple[PlacementView, ...]], run_id: int | None, **more: Any
    ) -> Map:
        """A map with ``always`` and ``dated`` found from the placements."""
        views = [view for some in by_slot.values() for view in some]
        always = {view.slot for view in views if view.active and not has_dates(view)}
        dated = tuple(view for view in views if view.active and has_dates(view))
        rules = {rule for view in views for rule in view.rules}
        filters = frozenset(one.code for rule in rules for one in rule.filters)
        return cls(by_slot, run_id, always=frozenset(always), dated=dated, filters=filters, **more)

    def slots_in_force(self, now: datetime) -> frozenset[str]:
        """Slots with a placement in force at ``now`` (aware)."""
        if not self.dated:
            return self.always
        return self.always | {view.slot for view in self.dated if not idle_reason(view, now)}
