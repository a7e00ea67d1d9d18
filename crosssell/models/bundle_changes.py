"""What is kept beside a bundle's rows: how many parts, which is the rarest, when it changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from time import time_ns
from typing import Any

from django.db import transaction

from crosssell.models.bundle import Bundle, Component, ComponentTarget

AT_ONCE = 500
# From what few baskets hold to what most do.
BREADTH = ("product", "range", "category", "class")
LAST_ANCHOR = 3


def new_version() -> int:
    """The moment, in microseconds: no change of a bundle has the version of another."""
    return time_ns() // 1_000


def write_changes(bundle_ids: Collection[int], renew: bool = True) -> None:
    """Rank the targets of these bundles anew and count their parts; ``renew`` gives a version."""
    ids = sorted(set(bundle_ids))
    for first in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            _write(ids[first : first + AT_ONCE], renew)


def _write(bundle_ids: Collection[int], renew: bool) -> None:
    wrong: defaultdict[int, list[int]] = defaultdict(list)
    counts: defaultdict[int, list[int]] = defaultdict(list)
    for bundle_id, parts in _parts(bundle_ids).items():
        counts[len(parts)].append(bundle_id)
        ranked = sorted(parts, key=lambda pk: _breadth(parts[pk]))
        for place, pk in enumerate(ranked, start=1):
            anchor = min(place, LAST_ANCHOR)
            if any(known != anchor for _kind, known in parts[pk]):
                wrong[anchor].append(pk)
    for anchor, components in wrong.items():
        ComponentTarget.objects.filter(component_id__in=components).update(anchor=anchor)
    for count, ids in counts.items():
        Bundle.objects.filter(pk__in=ids).exclude(parts=count).update(parts=count)
    if renew:
        Bundle.objects.filter(pk__in=bundle_ids).update(version=new_version())


def _parts(bundle_ids: Collection[int]) -> dict[int, dict[int, list[tuple[str, int]]]]:
    """By bundle and component, the kinds of its targets and how they are ranked."""
    found: dict[int, dict[int, list[tuple[str, int]]]] = {pk: {} for pk in bundle_ids}
    rows = Component.objects.filter(bundle_id__in=bundle_ids).order_by("position", "id")
    for bundle_id, pk, kind, anchor in rows.values_list(
        "bundle_id", "id", "targets__kind", "targets__anchor"
    ):
        targets = found[bundle_id].setdefault(pk, [])
        if kind is not None:
            targets.append((kind, anchor))
    return found


def _breadth(targets: Collection[tuple[str, int]]) -> tuple[Any, ...]:
    """A part is as easily filled as the widest of its targets; then, the more there are."""
    widest = max((BREADTH.index(kind) for kind, _anchor in targets), default=0)
    return widest, len(targets)
