"""A rule's filters and boosts as the ranking asks them; one that fails is logged and harmless."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from crosssell import registry
from crosssell.core.data import Candidate, Page, Product, Verdict
from crosssell.core.placement import Check, RuleView
from crosssell.core.ranking import Pool
from crosssell.core.scoring import Value, Weighted

log = logging.getLogger(__name__)

# Whatever the merchant chose: never what is hidden or sold out, nor what the shopper has.
ALWAYS = ("not_public", "not_buyable", "same_product", "in_basket")
NEVER = "never_recommended"


class Judging:
    """What is kept out of each rule's candidates; a pool's key is its rule's place.

    ``refused_by`` is told which filter refused a product: {(rule's place, product): code}.
    """

    def __init__(
        self,
        page: Page,
        rules: Sequence[RuleView],
        never: frozenset[int],
        refused_by: dict[tuple[int, int], str],
    ) -> None:
        self.page, self.never, self.refused_by = page, never, refused_by
        always = [(code, registry.get("filters", code)) for code in ALWAYS]
        self._filters: list[list[tuple[str, Any, Any]]] = [
            [(code, plugin.run, plugin.args()) for code, plugin in always]
            + [(one.code, registry.get("filters", one.code).run, one.args) for one in rule.filters]
            for rule in rules
        ]

    def keep(self, pool: Pool, product: Product) -> Verdict:
        """Yes, or the first filter's no."""
        if product.id in self.never or product.family in self.never:
            self.refused_by[pool.key, product.id] = NEVER
            return Verdict(False, NEVER)
        for code, run, args in self._filters[pool.key]:
            try:
                verdict: Verdict = run(self.page, product, args)
            except Exception:
                log.exception("Filter %s failed; product %s is kept out.", code, product.id)
                verdict = Verdict(False, "failed")
            if not verdict.ok:
                self.refused_by[pool.key, product.id] = code
                return verdict
        return Verdict(True)


def weighted(page: Page, rule: RuleView) -> list[Weighted]:
    """The rule's boosts with their weights, to be asked of candidates of this page."""
    return [
        Weighted(one.code, one.weight, _value(page, one), registry.get("boosts", one.code).beside)
        for one in rule.boosts
    ]


def _value(page: Page, check: Check) -> Value:
    boost = registry.get("boosts", check.code)
    failed = False

    def value(one: Candidate, product: Product, chosen: Sequence[Product]) -> float | None:
        nonlocal failed
        if failed:
            return 0.0
        beside = (chosen,) if boost.beside else ()
        try:
            found = boost.run(page, one, product, check.args, *beside)
            return None if found is None else float(found)
        except Exception:
            failed = True
            log.exception("Boost %s failed; it counts nothing on this page.", check.code)
            return 0.0

    return value
