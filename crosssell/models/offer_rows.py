"""Oscar's rows of bundles: one offer for each bundle that a basket ever had.

All of them share one condition and one benefit. A row is called as its bundle with the number of
that behind it, so that an offer of the shop may have the bundle's name; shoppers and orders name
the bundle itself, the dashboard and its reports the row.
"""

from __future__ import annotations

from collections.abc import Iterable

from crosssell.models.bundle import Bundle
from crosssell.models.in_memory import numbered, shared
from crosssell.models.offers import (
    BENEFIT,
    CONDITION,
    PRIORITY,
    Benefit,
    Condition,
    ConditionalOffer,
)


def rows_for(names: Iterable[tuple[int, str]]) -> dict[int, int]:
    """Make the rows of these bundles (id and name) that are not there yet; their ids by bundle.

    Always in the order of the bundles, so that no two baskets wait for each other.
    """
    return {bundle_id: _row_for(bundle_id, name) for bundle_id, name in sorted(names)}


def rename(offer_id: int, bundle_id: int, name: str) -> None:
    """Call the row after what the merchant calls the bundle now."""
    ConditionalOffer.objects.filter(pk=offer_id).update(name=row_name(bundle_id, name))


def row_name(bundle_id: int, name: str) -> str:
    """How the row of the bundle of that name is called."""
    return numbered(name, f" #{bundle_id}")


def _row_for(bundle_id: int, name: str) -> int:
    made, _created = ConditionalOffer.objects.get_or_create(
        slug=f"crosssell-bundle-{bundle_id}",
        defaults={
            "name": row_name(bundle_id, name),
            "offer_type": ConditionalOffer.SESSION,
            "exclusive": True,
            "priority": PRIORITY,
            "condition": shared(Condition, CONDITION),
            "benefit": shared(Benefit, BENEFIT),
        },
    )
    Bundle.objects.filter(pk=bundle_id).update(offer=made)
    return int(made.pk)
