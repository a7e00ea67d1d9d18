"""Rows of placements and rules as the frozen views that pages are planned from."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from crosssell import registry
from crosssell.core.args import ArgsError, parse
from crosssell.core.placement import Check, PinView, PlacementView, RuleView
from crosssell.core.rule_index import Key
from crosssell.models import (
    Placement,
    Rule,
    RuleBoost,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RulePin,
)

log = logging.getLogger(__name__)

Parts = dict[str, defaultdict[int, list[Any]]]
# The parts of a rule that are plugins with args: where they are kept, their kind, what else.
CHECKS: dict[str, tuple[type[Any], str, tuple[str, ...]]] = {
    "conditions": (RuleCondition, "conditions", ("negate",)),
    "fallbacks": (RuleFallback, "strategies", ()),
    "filters": (RuleFilter, "filters", ()),
    "boosts": (RuleBoost, "boosts", ("weight",)),
}


def rules_of(placements: QuerySet[Placement], everything: bool) -> dict[int, tuple[RuleView, ...]]:
    """The rules of these placements by placement, best priority first, in 7 queries.

    Without ``everything`` those that are off or over are left out.
    """
    links = Placement.rules.through.objects.filter(
        placement_id__in=placements.order_by().values("pk")
    )
    rules = Rule.objects.filter(pk__in=links.values("rule_id"))
    if not everything:
        rules = rules.filter(active=True).exclude(ends_at__lte=timezone.now())
    parts = _parts_of(rules)
    views = {row.pk: _rule(row, parts) for row in rules.order_by("priority", "pk")}
    users: defaultdict[int, list[int]] = defaultdict(list)
    for placement_id, rule_id in links.values_list("placement_id", "rule_id"):
        users[rule_id].append(placement_id)
    found: defaultdict[int, list[RuleView]] = defaultdict(list)
    for rule_id, view in views.items():
        for placement_id in users[rule_id]:
            found[placement_id].append(view)
    return {placement_id: tuple(some) for placement_id, some in found.items()}


def placement_view(row: Placement, rules: tuple[RuleView, ...]) -> PlacementView:
    """The row with its rules; a problem says why it cannot be shown."""
    args, problem = _parsed("widgets", row.widget, row.args)
    rules_fill = True
    max_items = row.max_items
    if not problem:
        plugin = registry.get("widgets", row.widget)
        if plugin.most:
            max_items = min(max_items, getattr(args, plugin.most))
        if not plugin.takes_rules:
            rules = (_brought(plugin.brings),) if plugin.brings else ()
            rules_fill = bool(plugin.brings)
    return PlacementView(
        row.pk,
        row.slot,
        row.widget,
        args,
        row.title,
        row.layout,
        row.min_items,
        max_items,
        row.position,
        row.active,
        row.starts_at,
        row.ends_at,
        rules,
        _told(problem, f"Placement {row.pk}"),
        rules_fill,
    )


def _brought(strategy: str) -> RuleView:
    """The rule that a widget brings itself: only real pairs, nothing to fill it up."""
    return RuleView(None, "", strategy, parse(registry.get("strategies", strategy).args, {}))


def _rule(row: Rule, parts: Parts) -> RuleView:
    args, problem = _parsed("strategies", row.strategy, row.args)
    checks = {part: tuple(parts[part][row.pk]) for part in CHECKS}
    problem = problem or next(
        (one.problem for some in checks.values() for one in some if one.problem), ""
    )
    return RuleView(
        row.pk,
        row.name,
        row.strategy,
        args,
        row.reason,
        row.active,
        row.starts_at,
        row.ends_at,
        problem=_told(problem, f"Rule {row.pk}"),
        stop=row.stop,
        pins=tuple(parts["pins"][row.pk]),
        **checks,
    )


def _parts_of(rules: QuerySet[Rule]) -> Parts:
    """Conditions, fallbacks, filters, boosts and pins by rule, with one query each."""
    parts: Parts = {part: defaultdict(list) for part in (*CHECKS, "pins")}
    ids = rules.order_by().values("pk")
    for part, (model, kind, extra) in CHECKS.items():
        rows = model.objects.filter(rule_id__in=ids).order_by(*model._meta.ordering)
        for rule_id, code, raw, *more in rows.values_list("rule_id", "code", "args", *extra):
            args, problem = _parsed(kind, code, raw)
            check = Check(code, args, problem=problem, **dict(zip(extra, more, strict=True)))
            parts[part][rule_id].append(check)
    pins = RulePin.objects.filter(rule_id__in=ids).order_by("position", "pk")
    for rule_id, product_id, position in pins.values_list("rule_id", "product_id", "position"):
        parts["pins"][rule_id].append(PinView(product_id, position))
    return parts


def _parsed(kind: str, code: str, raw: Any) -> tuple[Any, str]:
    try:
        return parse(registry.get(kind, code).args, raw), ""
    except (ArgsError, registry.UnknownPlugin) as error:
        return None, f"{code}: {error}" if isinstance(error, ArgsError) else str(error)


def _told(problem: str, row: str) -> str:
    if problem:
        log.warning("%s is not used: %s", row, problem)
    return problem


def keys_of(check: Check) -> Iterable[Key] | None:
    """What a page must have one of for this condition to hold; None where that cannot be said."""
    keys = registry.get("conditions", check.code).keys
    return None if keys is None else keys(check.args)
