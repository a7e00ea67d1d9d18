"""Rules for visitors who want nothing personal: what a rule shows instead."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.placement import Check, RuleView

# What everybody may see, where a rule has nothing but personal strategies.
INSTEAD = ("bestsellers", "new_arrivals")


@lru_cache(maxsize=2_000)
def impersonal(rule: RuleView) -> RuleView:
    """The rule without strategies that know the visitor; itself where it has none.

    Its fallbacks take their place; where none is left, bestsellers and new arrivals do. Words that
    the merchant wrote for the personal strategy are not said of what takes its place.
    """
    asked = (Check(rule.strategy, rule.args), *rule.fallbacks)
    left = [one for one in asked if not _is_personal(one.code)]
    if len(left) == len(asked):
        return rule
    first, *others = left or [_check(code) for code in INSTEAD]
    reason = rule.reason if first is asked[0] else ""
    return replace(
        rule, strategy=first.code, args=first.args, fallbacks=tuple(others), reason=reason
    )


def is_personal(rule: RuleView) -> bool:
    """Whether the rule's own strategy knows the visitor."""
    return _is_personal(rule.strategy)


def _is_personal(code: str) -> bool:
    return registry.get("strategies", code).personal


def _check(code: str) -> Check:
    return Check(code, parse(registry.get("strategies", code).args, {}))
