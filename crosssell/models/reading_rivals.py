"""Live bundles that some of many baskets may complete, whoever and in whatever currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Count, F, Q

from crosssell.core.bundle_terms import Key
from crosssell.models.bundle import Bundle, ComponentTarget


def live_bundles(
    keys: Collection[Key],
    now: datetime,
    most: int,
    but: int | None = None,
    *,
    drafts: bool = False,
) -> list[Bundle]:
    """The bundles in force all of whose components some of the keys fill, without ``but``.

    ``drafts`` brings those too that are off or have not started yet. Best priority first, with
    components, targets and amounts; five queries.
    """
    by_kind: defaultdict[str, set[int]] = defaultdict(set)
    for kind, target in keys:
        by_kind[kind].add(target)
    if not by_kind:
        return []
    hit = Q()
    for kind, ids in sorted(by_kind.items()):
        hit |= Q(kind=kind, target__in=sorted(ids))
    live = Bundle.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), parts__gt=0).exclude(pk=but)
    if not drafts:
        live = live.filter(Q(starts_at=None) | Q(starts_at__lte=now), active=True)
    bundle, parts = "component__bundle_id", "component__bundle__parts"
    found = (
        ComponentTarget.objects.filter(hit, component__bundle__in=live)
        .values(bundle, parts)
        .annotate(filled=Count("component_id", distinct=True))
        .filter(filled=F(parts))
        .order_by("component__bundle__priority", bundle)
        .values_list(bundle, flat=True)
    )
    rows = Bundle.objects.prefetch_related("components__targets", "amounts")
    return list(rows.filter(pk__in=list(found[:most])).order_by("priority", "pk"))


def members(group_ids: Collection[int], user_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """By group, which of these users are in it; one query."""
    if not group_ids or not user_ids:
        return {}
    through = get_user_model().groups.through.objects.filter(
        group_id__in=group_ids, user_id__in=user_ids
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for group_id, user_id in through.values_list("group_id", "user_id"):
        found[group_id].add(user_id)
    return {pk: frozenset(users) for pk, users in found.items()}
