"""The group of those who configure recommendations, without being superusers."""

from collections import defaultdict
from collections.abc import Callable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext

from crosssell.models import (
    BackTest,
    Bundle,
    BundleAmount,
    BundleUse,
    Component,
    ComponentTarget,
    DailyCount,
    Experiment,
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
    Variant,
)

NAME = "Cross-sell merchants"
ALL = ("view", "add", "change", "delete")
GRANTED: dict[type[Model], tuple[str, ...]] = {
    Placement: ALL,
    Rule: ALL,
    RuleCondition: ALL,
    RuleFallback: ALL,
    RuleFilter: ALL,
    RuleBoost: ALL,
    RulePin: ALL,
    Preference: ALL,
    MatrixEntry: ALL,
    Bundle: ALL,
    Component: ALL,
    ComponentTarget: ALL,
    BundleAmount: ALL,
    BundleUse: ("view",),
    Threshold: ALL,
    ThresholdText: ALL,
    Uncounted: ALL,
    Tier: ALL,
    TierAmount: ALL,
    TierGift: ALL,
    # "add" is what the button "Refresh now" asks for; runs themselves are read only.
    Run: ("view", "add"),
    BackTest: ("view", "add", "delete"),
    # Measurement: counted, never written by hand.
    DailyCount: ("view",),
    Experiment: ALL,
    Variant: ALL,
}


@transaction.atomic
def create_group(say: Callable[[str], None]) -> None:
    """Make the group, or grant it the models that it knows nothing of yet.

    A permission that somebody took from the group stays away: a model of which it has any
    permission is left alone.
    """
    group, created = Group.objects.get_or_create(name=NAME)
    ours: defaultdict[str, dict[str, int]] = defaultdict(dict)
    rows = Permission.objects.filter(content_type__app_label=Rule._meta.app_label)
    for pk, model, codename in rows.values_list("pk", "content_type__model", "codename"):
        ours[model][codename] = pk
    held = set(group.permissions.values_list("pk", flat=True))
    granted = [
        known[codename]
        for model, verbs in GRANTED.items()
        for known in [ours[str(model._meta.model_name)]]
        if held.isdisjoint(known.values())
        for codename in [f"{verb}_{model._meta.model_name}" for verb in verbs]
        if codename in known
    ]
    group.permissions.add(*granted)
    words = gettext("Made the group “%(name)s”.") if created else gettext("Kept “%(name)s”.")
    say(words % {"name": NAME})
