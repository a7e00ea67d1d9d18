"""Starting and ending a test, and why one cannot start."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from crosssell import kept, slots
from crosssell.core.experiments import BUCKETS
from crosssell.experiments.live import KINDS, PLACEMENT, RELATIONS, Thing
from crosssell.models import Experiment, Variant
from crosssell.models.experiment_locks import live

State = Experiment.State


class CannotStart(Exception):
    """A test that is not ready; ``problems`` are sentences for the merchant."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def problems(experiment: Experiment) -> list[str]:
    """Why the test cannot start, as sentences for the merchant; none: it can.

    Five queries, and one for each object that is under test.
    """
    if experiment.state != State.DRAFT:
        return [_("Only a draft can be started. Make a new test.")]
    relations = [relation for relation, _column in RELATIONS.values()]
    variants = list(experiment.variants.prefetch_related(*relations))
    return [*_of_variants(variants), *_of_things(experiment, variants)]


def start(experiment: Experiment, now: datetime) -> None:
    """Put the test live; ``now`` is aware. Pages follow at once.

    ``planned`` and ``currency`` are saved with it; without a currency the shop's own is taken.
    Raises CannotStart where ``problems`` finds any. The instance is as its row is then.
    """
    with transaction.atomic():
        _lock()
        found = problems(Experiment.objects.get(pk=experiment.pk))
        if found:
            raise CannotStart(found)
        Experiment.objects.filter(pk=experiment.pk).update(
            state=State.LIVE,
            started_at=now,
            planned=experiment.planned,
            currency=experiment.currency or settings.OSCAR_DEFAULT_CURRENCY,
            updated_at=now,
        )
        kept.changed()
    experiment.refresh_from_db()


def end(experiment: Experiment, now: datetime) -> bool:
    """End the test; whether it was live. Twice is once.

    From now on everybody sees all that was under test and is on: merchants turn off what lost. The
    instance is as its row is then, and may be saved again, with the result.
    """
    with transaction.atomic():
        rows = Experiment.objects.filter(pk=experiment.pk, state=State.LIVE)
        ended = bool(rows.update(state=State.ENDED, ended_at=now, updated_at=now))
        kept.changed()
    experiment.refresh_from_db()
    return ended


def holding(kind: str, pk: int | None) -> Experiment | None:
    """The live test that the object is in, as the tables have it; one query."""
    relation, column = RELATIONS[kind]
    links = getattr(Variant, relation).through.objects.filter(**{column: pk})
    found: Experiment | None = (
        live().filter(variants__in=links.values("variant_id")).order_by("pk").first()
    )
    return found


def _lock() -> None:
    """Whoever starts a test waits for whoever is starting another: they may hold the same."""
    list(Experiment.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _of_variants(variants: Collection[Variant]) -> Iterator[str]:
    shown = [one for one in variants if not one.holdout]
    if len(variants) < 2:
        yield _("A test needs two variants at least: add one, or a holdout.")
    if not shown:
        yield _("A test needs a variant that is no holdout.")
    if len(variants) - len(shown) > 1:
        yield _("A test has one holdout at most.")
    total = sum(one.share for one in variants)
    if any(one.share < 1 for one in variants) or total > BUCKETS:
        yield _(
            "The shares are at least 1 each and at most %(most)d together; they are %(total)d."
        ) % {"most": BUCKETS, "total": total}


def _of_things(experiment: Experiment, variants: Iterable[Variant]) -> Iterator[str]:
    rows = {one.pk: one for one in variants}
    held: dict[Thing, Any] = {}
    for kind, relation in ((kind, RELATIONS[kind][0]) for kind in KINDS):
        for variant in rows.values():
            for one in getattr(variant, relation).all():
                held[kind, one.pk] = one
                if variant.holdout:
                    yield _("A holdout sees none: take “%(thing)s” out of it.") % {"thing": one}
    if not held:
        yield _("Nothing is under test: say what a variant shows.")
    for (kind, pk), one in held.items():
        if not one.active:
            yield _("“%(thing)s” is off, so nobody would meet it.") % {"thing": one}
        if kind == PLACEMENT and _is_mail(one):
            yield _("“%(thing)s” is in mails, and who reads a mail is in no test.") % {"thing": one}
        other = holding(kind, pk)
        if other is not None and other.pk != experiment.pk:
            yield _("“%(thing)s” is in the live test “%(test)s”.") % {"thing": one, "test": other}


def _is_mail(placement: Any) -> bool:
    place = slots.find(placement.slot)
    return place is not None and place.page == slots.MAIL[0]
