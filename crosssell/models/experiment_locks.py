"""A live test is locked: neither it nor its variants, nor what they hold, change under it.

Writes past the models (``update()``, bulk) are not seen here, as everywhere in Django. Samples are
no tests, so they are free.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models.signals import m2m_changed, pre_delete, pre_save
from django.utils import timezone
from django.utils.translation import gettext

from crosssell.models.bundle import Bundle
from crosssell.models.experiment import Experiment, Variant
from crosssell.models.placement import Placement
from crosssell.models.rule import Rule
from crosssell.models.threshold import Threshold

RELATIONS = {
    Placement: Variant.placements,
    Rule: Variant.rules,
    Bundle: Variant.bundles,
    Threshold: Variant.thresholds,
}
CHANGES = ("pre_add", "pre_remove", "pre_clear")


class Locked(Exception):
    """Something would change a live test; the text is for the merchant."""

    def __init__(self, test: str) -> None:
        text = gettext("The test “%(name)s” is live and cannot be changed. End it first.")
        super().__init__(text % {"name": test})


def live() -> Any:
    """The tests that are live now, without samples."""
    return Experiment.objects.filter(state=Experiment.State.LIVE, sample=False)


def guard(experiment_ids: Collection[int | None]) -> None:
    """Raise Locked where one of these tests is live."""
    name = live().filter(pk__in=[pk for pk in experiment_ids if pk]).values_list("name", flat=True)
    found = name.first()
    if found is not None:
        raise Locked(found)


def _test(instance: Experiment, raw: bool = False, **_: Any) -> None:
    if not raw:
        guard([instance.pk])


def _variant(instance: Variant, raw: bool = False, **_: Any) -> None:
    if raw:
        return
    before = Variant.objects.filter(pk=instance.pk).values_list("experiment_id", flat=True)
    guard([instance.experiment_id, *before])


def _held(
    sender: Any, instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_: Any
) -> None:
    if action not in CHANGES:
        return
    if not reverse:
        guard([instance.experiment_id])
        return
    variants = instance.variants.all() if pk_set is None else Variant.objects.filter(pk__in=pk_set)
    guard(list(variants.values_list("experiment_id", flat=True)))


def _thing(instance: Any, **_: Any) -> None:
    """What is deleted is seen by nobody any more, so the test that compares it is over."""
    held = live().filter(pk__in=instance.variants.values("experiment_id"))
    held.update(state=Experiment.State.ENDED, ended_at=timezone.now())


for signal in (pre_save, pre_delete):
    signal.connect(_test, sender=Experiment, dispatch_uid="crosssell-locked-test")
    signal.connect(_variant, sender=Variant, dispatch_uid="crosssell-locked-variant")
for model, relation in RELATIONS.items():
    m2m_changed.connect(_held, sender=relation.through, dispatch_uid="crosssell-locked-held")
    pre_delete.connect(_thing, sender=model, dispatch_uid="crosssell-locked-thing")
