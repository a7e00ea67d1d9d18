"""What a page shows of one thing, with the token that comes back when it is seen or clicked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from crosssell import experiments
from crosssell.core.placement import PlacementView
from crosssell.core.shown import BUNDLE, OWN, PRODUCT, THRESHOLD, Shown
from crosssell.facts import Facts
from crosssell.tokens import FIELD, minute, token_of

# What of a subject can be under test by itself; of a product it is the rule that brings it.
TESTED = {BUNDLE: experiments.BUNDLE, THRESHOLD: experiments.THRESHOLD}


class Tokened:
    """Something shown; ``shown`` is None where nobody counts, and then there is no token."""

    shown: Shown | None

    @cached_property
    def token(self) -> str:
        """What comes back when it is seen, clicked or bought; "" where nobody counts."""
        return "" if self.shown is None else token_of(self.shown)

    @cached_property
    def query(self) -> str:
        """The token as the query of an address; "" where nobody counts."""
        return f"?{FIELD}={self.token}" if self.token else ""


@dataclass(frozen=True)
class Thing(Tokened):
    """A bundle, a threshold or a product of a widget that finds by itself what it shows."""

    shown: Shown | None = None


def shown_as(
    facts: object,
    view: PlacementView,
    subject: str,
    subject_id: int,
    position: int,
    *,
    rule_id: int | None = None,
    source: int = OWN,
    run_id: int | None = None,
) -> Shown | None:
    """What is noted of one thing at one place; None where the visit does not count.

    ``subject`` is one of ``core.shown.SUBJECTS``; ``position`` counts from 1. Of the past, of a
    placement that is not saved, and in mail nothing is counted. No query.
    """
    if view.id is None or not isinstance(facts, Facts) or not facts.counted:
        return None
    if subject == PRODUCT:
        variant = experiments.variant_of(facts.request, experiments.RULE, rule_id)
    else:
        variant = experiments.variant_of(facts.request, TESTED[subject], subject_id)
    return Shown(
        facts.rendering,
        minute(),
        view.id,
        subject,
        subject_id,
        position,
        rule_id or 0,
        source,
        run_id or 0,
        variant or experiments.variant_of(facts.request, experiments.PLACEMENT, view.id),
    )


def noted(things: Iterable[Tokened]) -> tuple[Shown, ...]:
    """What a widget returns as ``shown`` of its things: those that are counted, in their order."""
    return tuple(one.shown for one in things if one.shown is not None)
