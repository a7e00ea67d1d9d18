"""Which bundles there are to show, and what fills their components: a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from crosssell.core.bundle_terms import Key, Part
from crosssell.models.bundle import Bundle, Component, ComponentTarget


def live(now: datetime, user_id: int | None) -> QuerySet[Bundle]:
    """Bundles in force at ``now`` that this customer (None: a guest) belongs to the group of."""
    group = Q(group=None)
    if user_id is not None:
        groups = get_user_model().groups.through.objects.filter(user_id=user_id)
        group |= Q(group_id__in=groups.values("group_id"))
    started = Q(starts_at=None) | Q(starts_at__lte=now)
    running = Q(ends_at=None) | Q(ends_at__gt=now)
    # Whoever asks of the past is not told of what was made later.
    return Bundle.objects.filter(
        group, started, running, active=True, parts__gt=0, created_at__lte=now
    )


def touching(
    keys: Iterable[Key] | None, now: datetime, user_id: int | None, most: int
) -> list[Bundle]:
    """Live bundles with a component that one of the keys fills (None: all live bundles).

    The best priority first, at most ``most``; one query.
    """
    found = live(now, user_id)
    if keys is not None:
        hit = _any_of(keys)
        if not hit:
            return []
        found = found.filter(
            pk__in=ComponentTarget.objects.filter(hit).values("component__bundle_id")
        )
    return list(found.order_by("priority", "pk")[:most])


def parts_of(bundle_ids: Collection[int]) -> dict[int, tuple[Part, ...]]:
    """By bundle, its components in their order; one query."""
    if not bundle_ids:
        return {}
    rows = (
        Component.objects.filter(bundle_id__in=bundle_ids)
        .order_by("position", "id")
        .values_list("bundle_id", "id", "quantity", "rewarded", "targets__kind", "targets__target")
    )
    known: dict[tuple[int, int], tuple[int, bool]] = {}
    targets: dict[int, set[Key]] = defaultdict(set)
    for bundle_id, pk, quantity, rewarded, kind, target in rows:
        known[bundle_id, pk] = quantity, rewarded
        if kind is not None:
            targets[pk].add((kind, target))
    found: dict[int, tuple[Part, ...]] = defaultdict(tuple)
    for (bundle_id, pk), (quantity, rewarded) in known.items():
        found[bundle_id] += (Part(quantity, frozenset(targets[pk]), rewarded),)
    return found


def targets_of(component_ids: Collection[int]) -> dict[int, frozenset[Key]]:
    """By component, what fills it; one query."""
    found: dict[int, set[Key]] = {pk: set() for pk in component_ids}
    rows = ComponentTarget.objects.filter(component_id__in=component_ids)
    for component_id, kind, target in rows.values_list("component_id", "kind", "target"):
        found[component_id].add((kind, target))
    return {pk: frozenset(some) for pk, some in found.items()}


def _any_of(keys: Iterable[Key]) -> Q:
    by_kind: Mapping[str, set[int]] = defaultdict(set)
    for kind, target in keys:
        by_kind[kind].add(target)
    wanted: Any = Q()
    for kind, ids in sorted(by_kind.items()):
        wanted |= Q(kind=kind, target__in=sorted(ids))
    return wanted
