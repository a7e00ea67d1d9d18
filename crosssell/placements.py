"""The map of placements, held in the process under a version that all processes share.

Whoever changes a row calls ``changed``: the version in Django's cache is new, and every process
loads the map again before its next page. A process that shares no cache with the others (or has
lost it) loads the map again when it is older than CROSSSELL["PLACEMENT_STALE_SECONDS"].
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from time import monotonic
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from crosssell import conf, quick_cache, registry, slots
from crosssell.core.args import ArgsError, parse
from crosssell.core.placement import Check, PinView, PlacementView, RuleView, idle_reason
from crosssell.core.placement_map import Map
from crosssell.core.rule_index import Key, RuleIndex
from crosssell.models import (
    Placement,
    Preference,
    Rule,
    RuleBoost,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RulePin,
    Run,
)

__all__ = [
    "Check",
    "Map",
    "PlacementView",
    "RuleView",
    "changed",
    "current",
    "forget",
    "idle_reason",
    "load",
]

log = logging.getLogger(__name__)

Parts = dict[str, defaultdict[int, list[Any]]]
# The parts of a rule that are plugins with args: where they are kept, and their kind.
CHECKS: dict[str, tuple[type[Any], str]] = {
    "conditions": (RuleCondition, "conditions"),
    "fallbacks": (RuleFallback, "strategies"),
    "filters": (RuleFilter, "filters"),
    "boosts": (RuleBoost, "boosts"),
}

VERSION_KEY = "crosssell:placements"
# A page asks for the map once a slot; its version need not be asked for as often.
CHECK_SECONDS = 0.1
# With a shared cache only rows written past the models go unnoticed, and no longer than this.
SHARED_STALE_SECONDS = 60.0


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
    if held is None or held.version != version or now - held.loaded_at > _stale_seconds(version):
        held = load(version=version)
        _held = held
    _checked_at = now
    return held


def changed() -> None:
    """Tell every process that placements, rules, matrix or the live run changed.

    Saving and deleting rows calls it; whoever writes past the models (``update()``, bulk) must.
    """
    _renew()
    # A process that loads between now and the commit still reads the old rows.
    transaction.on_commit(_renew, robust=True)


def forget() -> None:
    """Load the map anew before the next page of this process."""
    global _held
    _held = None


def _renew() -> None:
    forget()
    quick_cache.put({VERSION_KEY: uuid4().hex}, timeout=None)


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
    """Read the map from the tables in at most 10 queries, with idle rows only if ``everything``.

    A slot that is not in the table is left out.
    """
    loaded_at = monotonic()
    rows = Placement.objects.order_by("position", "pk")
    if not everything:
        rows = rows.filter(active=True).exclude(ends_at__lte=timezone.now())
    rows = list(rows)
    rules = _rules_of([row.pk for row in rows], everything) if rows else {}
    by_slot: dict[str, list[PlacementView]] = {slot.name: [] for slot in slots.all_slots()}
    for row in rows:
        if row.slot in by_slot:
            by_slot[row.slot].append(_placement(row, rules.get(row.pk, ())))
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
        loaded_at=loaded_at,
        never=frozenset(pk for pk, never, _ in preferences if never),
        weights={pk: weight for pk, _, weight in preferences if weight},
        indexes={view: RuleIndex.of(view.rules, keys_of) for view in views},
    )


def keys_of(check: Check) -> Iterable[Key] | None:
    """What a page must have one of for this condition to hold; None where that cannot be said."""
    keys = registry.get("conditions", check.code).keys
    return None if keys is None else keys(check.args)


def _rules_of(placement_ids: Iterable[int], everything: bool) -> dict[int, tuple[RuleView, ...]]:
    links = Placement.rules.through.objects.filter(placement_id__in=placement_ids)
    pairs = list(links.values_list("placement_id", "rule_id"))
    rows = Rule.objects.filter(pk__in={rule_id for _, rule_id in pairs}).order_by("priority", "pk")
    if not everything:
        rows = rows.filter(active=True).exclude(ends_at__lte=timezone.now())
    rows = list(rows)
    parts = _parts_of([row.pk for row in rows])
    found: defaultdict[int, list[RuleView]] = defaultdict(list)
    users = defaultdict(list)
    for placement_id, rule_id in pairs:
        users[rule_id].append(placement_id)
    for row in rows:
        view = _rule(row, parts)
        for placement_id in users[row.pk]:
            found[placement_id].append(view)
    return {placement_id: tuple(views) for placement_id, views in found.items()}


def _placement(row: Placement, rules: tuple[RuleView, ...]) -> PlacementView:
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


def _parts_of(rule_ids: list[int]) -> Parts:
    """Conditions, fallbacks, filters, boosts and pins by rule, with one query each."""
    parts: Parts = {part: defaultdict(list) for part in (*CHECKS, "pins")}
    for part, (model, kind) in CHECKS.items():
        for one in model.objects.filter(rule_id__in=rule_ids).order_by(*model._meta.ordering):
            args, problem = _parsed(kind, one.code, one.args)
            negate, weight = getattr(one, "negate", False), getattr(one, "weight", 0)
            parts[part][one.rule_id].append(Check(one.code, args, negate, problem, weight))
    pins = RulePin.objects.filter(rule_id__in=rule_ids).order_by("position", "pk")
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
