"""Where a recommendation stood and what brought it: the slot, and the strategy of its rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from crosssell import registry
from crosssell.core.shown import OWN, PINNED, PRODUCT, Shown
from crosssell.models import Placement, Rule, RuleFallback

PIN = "pinned"
_PLACE = ("pk", "slot", "widget")


class Sources:
    """The rows that these things name, read with three queries at most; as they are now.

    What is deleted by now has no slot and no strategy: "".
    """

    def __init__(self, things: Iterable[Shown]) -> None:
        shown = list(things)
        wanted = {one.placement for one in shown}
        rules = {one.rule for one in shown if one.rule}
        backed = {one.rule for one in shown if one.rule and one.source not in (OWN, PINNED)}
        places = Placement.objects.filter(pk__in=wanted).order_by()
        self._places = {pk: (slot, widget) for pk, slot, widget in places.values_list(*_PLACE)}
        rows = Rule.objects.filter(pk__in=rules).order_by()
        self._own = dict(rows.values_list("pk", "strategy"))
        self._fallbacks: defaultdict[int, list[str]] = defaultdict(list)
        if backed:
            # In the order in which pages number them (crosssell.placement_rows).
            found = RuleFallback.objects.filter(rule_id__in=backed)
            found = found.order_by(*RuleFallback._meta.ordering)
            for rule_id, code in found.values_list("rule_id", "code"):
                self._fallbacks[rule_id].append(code)

    def slot(self, placement: int) -> str:
        """The slot of the placement."""
        return self._places.get(placement, ("", ""))[0]

    def strategy(self, one: Shown) -> str:
        """What brought it: the rule's strategy, its fallback, a pin, or what the widget brings."""
        if not one.rule:
            return self._brought(one) if one.subject == PRODUCT else ""
        if one.rule not in self._own:
            return ""
        if one.source == OWN:
            return self._own[one.rule]
        if one.source == PINNED:
            return PIN
        fallbacks = self._fallbacks.get(one.rule, [])
        return fallbacks[one.source - 1] if one.source <= len(fallbacks) else ""

    def _brought(self, one: Shown) -> str:
        try:
            return registry.get("widgets", self._places.get(one.placement, ("", ""))[1]).brings
        except registry.UnknownPlugin:
            return ""
