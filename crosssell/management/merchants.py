"""The group of those who configure recommendations, without being superusers."""

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
}


@transaction.atomic
def create_group(say: Callable[[str], None]) -> None:
    """Make the group, or grant it the models that it knows nothing of yet.

    A permission that somebody took from the group stays away: a model of which it has any
    permission is left alone.
    """
    group, created = Group.objects.get_or_create(name=NAME)
    for model, verbs in GRANTED.items():
        name = model._meta.model_name
        ours = Permission.objects.filter(
            content_type__app_label=model._meta.app_label, content_type__model=name
        )
        if group.permissions.filter(pk__in=ours).exists():
            continue
        group.permissions.add(*ours.filter(codename__in=[f"{verb}_{name}" for verb in verbs]))
    words = gettext("Made the group “%(name)s”.") if created else gettext("Kept “%(name)s”.")
    say(words % {"name": NAME})
