"""A suggestion as a bundle that is still off."""

from __future__ import annotations

from decimal import Decimal

from django.apps import apps
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from crosssell import bundles
from crosssell.models import Bundle, Component, ComponentTarget
from crosssell.suggestions.results import Suggestion
from crosssell.suggestions.sold import REWARD

LENGTH = 120
SHORT = 50


@transaction.atomic
def draft(suggestion: Suggestion, least_margin: Decimal) -> Bundle:
    """Save the suggestion as a draft: one piece of each product, the proposed percentage.

    Where its costs are known, no set may leave less than ``least_margin`` (0 to 1).
    """
    name = _unused_name(suggestion)
    made = Bundle.objects.create(
        name=name,
        slug=_unused_slug(name),
        reward=REWARD,
        args={"percent": str(suggestion.percent)},
        margin_floor=None if suggestion.margin is None else least_margin * 100,
        active=False,
        parts=len(suggestion.members),
    )
    for place, member in enumerate(suggestion.members, start=1):
        part = Component.objects.create(bundle=made, position=10 * place)
        ComponentTarget.objects.create(component=part, kind="product", target=member.id)
    bundles.changed(made.pk)
    return made


def _unused_name(suggestion: Suggestion) -> str:
    """The titles, cut to fit; no other bundle and none of Oscar's offers is called so."""
    titles = [
        one.title if len(one.title) <= SHORT else f"{one.title[: SHORT - 1].rstrip()}…"
        for one in suggestion.members
    ]
    start = gettext(" + ").join(titles)
    offers = apps.get_model("offer", "ConditionalOffer").objects
    start = start[: LENGTH - 5].rstrip()
    taken = set(Bundle.objects.filter(name__startswith=start).values_list("name", flat=True))
    taken |= set(offers.filter(name__startswith=start).values_list("name", flat=True))
    return _unused(start, " ({})", taken)


def _unused_slug(name: str) -> str:
    start = slugify(name)[: LENGTH - 5].strip("-") or "bundle"
    taken = set(Bundle.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    return _unused(start, "-{}", taken)


def _unused(start: str, end: str, taken: set[str]) -> str:
    found, number = start, 2
    while found in taken:
        found, number = start + end.format(number), number + 1
    return found
