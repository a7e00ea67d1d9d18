"""What was shown, in words: where it stood and what brought it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crosssell.analytics.reports.naming import names_of
from crosssell.core.figures import PLACEMENT, PRODUCT, RULE, SLOT, STRATEGY
from crosssell.core.shown import WIDGET
from crosssell.models import Variant


class Words:
    """Names for what touches or attributions say, read with a query a kind at most."""

    def __init__(self, rows: Sequence[Any]) -> None:
        products = {row.product_id for row in rows if hasattr(row, "product_id")}
        things: dict[str, set[int]] = {PRODUCT: products}
        for row in rows:
            # A widget is known by its placement.
            kind = PLACEMENT if row.subject == WIDGET else row.subject
            things.setdefault(kind, set()).add(row.subject_id)
        things.setdefault(PLACEMENT, set()).update(row.placement_id for row in rows)
        things[RULE] = {row.rule_id for row in rows}
        self._names: dict[str, Any] = {kind: names_of(kind, keys) for kind, keys in things.items()}
        self._names[SLOT] = names_of(SLOT, {row.slot for row in rows})
        self._names[STRATEGY] = names_of(STRATEGY, {row.strategy for row in rows})
        parts = {row.variant_id for row in rows if row.variant_id}
        known = Variant.objects.filter(pk__in=parts).select_related("experiment")
        self._parts = {one.pk: f"{one.experiment}: {one}" for one in known}

    def product(self, pk: int) -> str:
        """The product's title."""
        return str(self._names[PRODUCT][pk].words)

    def shown(self, row: Any) -> dict[str, Any]:
        """What was shown, where, at which place and by whom."""
        kind = PLACEMENT if row.subject == WIDGET else row.subject
        return {
            "what": self._words(kind, row.subject_id),
            "where": self._words(SLOT, row.slot),
            "placement": self._words(PLACEMENT, row.placement_id),
            "rule": self._words(RULE, row.rule_id),
            "strategy": self._words(STRATEGY, row.strategy),
            "place": row.position,
            "part_of_test": self._parts.get(row.variant_id, ""),
        }

    def _words(self, kind: str, key: Any) -> str:
        return str(self._names[kind][key].words)
