"""Oscar's rows of tiers: one offer for each tier that a basket ever reached, as for bundles."""

from __future__ import annotations

from collections.abc import Iterable

from crosssell.models.in_memory import numbered, shared
from crosssell.models.threshold import Tier
from crosssell.models.threshold_offers import (
    BENEFIT,
    CONDITION,
    Benefit,
    Condition,
    ConditionalOffer,
)


def row_for(tier_id: int, name: str) -> int:
    """The id of the tier's row, made where it is not there yet."""
    made, _created = ConditionalOffer.objects.get_or_create(
        slug=f"crosssell-tier-{tier_id}",
        defaults={
            "name": row_name(tier_id, name),
            "offer_type": ConditionalOffer.SESSION,
            # Else the dashboard proposes it to be combined with; the offer in memory is not.
            "exclusive": True,
            "priority": 0,
            "condition": shared(Condition, CONDITION),
            "benefit": shared(Benefit, BENEFIT),
        },
    )
    Tier.objects.filter(pk=tier_id).update(offer=made)
    return int(made.pk)


def rename(tiers: Iterable[Tier], name: str) -> None:
    """Call the rows of these tiers after what the merchant calls their threshold now."""
    for tier in tiers:
        if tier.offer_id is not None:
            row = ConditionalOffer.objects.filter(pk=tier.offer_id)
            row.update(name=row_name(tier.pk, name))


def row_name(tier_id: int, name: str) -> str:
    """How the row is called: what the tier gives, with its number behind it."""
    return numbered(name, f" #T{tier_id}")
