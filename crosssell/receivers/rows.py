"""Rows that decide what is shown: whoever changes one tells every process."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save

from crosssell import placements
from crosssell.models import (
    MatrixEntry,
    Placement,
    Preference,
    Rule,
    RuleBoost,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RulePin,
    Run,
    Threshold,
    ThresholdText,
    Tier,
    TierAmount,
    TierGift,
    Uncounted,
)

WATCHED = (
    Placement,
    Rule,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RuleBoost,
    RulePin,
    Preference,
    MatrixEntry,
    Threshold,
    ThresholdText,
    Tier,
    TierAmount,
    TierGift,
    Uncounted,
)


def tell(**_: Any) -> None:
    """Rows that decide what is shown changed."""
    placements.changed()


def tell_of_run(instance: Run, **_: Any) -> None:
    """A run is served from now on; one that still counts, or failed, changes no page."""
    if instance.state == Run.State.LIVE:
        placements.changed()


for model in WATCHED:
    for signal in (post_save, post_delete):
        signal.connect(tell, sender=model, dispatch_uid=f"crosssell-{model.__name__}")
for signal in (post_save, post_delete):
    signal.connect(tell_of_run, sender=Run, dispatch_uid="crosssell-run")
m2m_changed.connect(tell, sender=Placement.rules.through, dispatch_uid="crosssell-rules")
m2m_changed.connect(tell, sender=Threshold.countries.through, dispatch_uid="crosssell-countries")
