"""The tests that are live, as pages ask for them: kept while nothing changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from crosssell.kept import Kept
from crosssell.models import Experiment, Variant

PLACEMENT, RULE, BUNDLE, THRESHOLD = KINDS = ("placement", "rule", "bundle", "threshold")
# By kind: the relation of a variant that holds it, and its column.
RELATIONS = {kind: (f"{kind}s", f"{kind}_id") for kind in KINDS}

# Something that can be under test: its kind and its id.
Thing = tuple[str, int]


@dataclass(frozen=True, eq=False)
class LiveTest:
    """A live test: what each variant holds, by the variant's id, in the order of the variants.

    ``shares`` are in thousandths. ``shown`` is the first variant that is no holdout: what whoever
    is in no test sees. ``salt`` is its own for good.
    """

    id: int
    salt: str
    shares: tuple[tuple[int, int], ...]
    shown: int
    holds: Mapping[int, frozenset[Thing]]


def tests() -> Mapping[Thing, LiveTest]:
    """By what is under test, its live test; no query while warm."""
    return kept.current()


def any_live() -> bool:
    """Whether any test is live; no query while warm."""
    return bool(tests())


def is_tested(kind: str, pk: int | None) -> bool:
    """Whether the object is under a live test now."""
    return (kind, pk) in tests()


def load() -> dict[Thing, LiveTest]:
    """Read the live tests; one query where there is none, else six. Samples are none."""
    rows = Experiment.objects.filter(state=Experiment.State.LIVE, sample=False)
    started = dict(rows.order_by("pk").values_list("pk", "started_at"))
    if not started:
        return {}
    variants: defaultdict[int, list[Variant]] = defaultdict(list)
    for variant in Variant.objects.filter(experiment__in=started):
        variants[variant.experiment_id].append(variant)
    holds: defaultdict[int, set[Thing]] = defaultdict(set)
    ids = [variant.pk for some in variants.values() for variant in some]
    for kind, (relation, column) in RELATIONS.items():
        links = getattr(Variant, relation).through.objects.filter(variant_id__in=ids)
        for variant_id, pk in links.values_list("variant_id", column):
            holds[variant_id].add((kind, pk))
    found: dict[Thing, LiveTest] = {}
    for pk, some in variants.items():
        at = started[pk]
        test = LiveTest(
            pk,
            f"{pk}:{int(at.timestamp()) if at is not None else 0}",
            tuple((one.pk, one.share) for one in some),
            next((one.pk for one in some if not one.holdout), 0),
            {one.pk: frozenset(holds[one.pk]) for one in some},
        )
        for thing in frozenset().union(*test.holds.values()):
            # A test cannot start with what another holds; should it ever, the older one counts.
            found.setdefault(thing, test)
    return found


kept = Kept(load)
