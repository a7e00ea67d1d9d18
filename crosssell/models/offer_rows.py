"""Oscar's rows of bundles: one offer for each bundle that a basket ever had.

All of them share one condition and one benefit. An order's discounts, and whatever a shop reports
from them, name the bundle by its row.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from crosssell.models.bundle import Bundle
from crosssell.models.offers import (
    BENEFIT,
    CONDITION,
    PRIORITY,
    Benefit,
    Condition,
    ConditionalOffer,
)

MOST_CHARACTERS = 128


def rows_for(names: Iterable[tuple[int, str]]) -> dict[int, int]:
    """Make the rows of these bundles (id and name) that are not there yet; their ids by bundle.

    Always in the order of the bundles, so that no two baskets wait for each other.
    """
    return {bundle_id: _row_for(bundle_id, name) for bundle_id, name in sorted(names)}


def rename(offer_id: int, bundle_id: int, name: str) -> None:
    """Call the row what the merchant calls the bundle now."""
    _named(bundle_id, name, lambda free: _rename(offer_id, free))


def is_called(row_name: str | None, bundle_id: int, name: str) -> bool:
    """Whether the row has the bundle's name, or stands beside an offer that had it before."""
    return row_name in (name, _other(bundle_id, name))


def _row_for(bundle_id: int, name: str) -> int:
    slug = f"crosssell-bundle-{bundle_id}"
    known = ConditionalOffer.objects.filter(slug=slug).values_list("pk", flat=True).first()
    pk: int = known or _named(bundle_id, name, lambda free: _make(slug, free))
    Bundle.objects.filter(pk=bundle_id).update(offer=pk)
    return pk


def _make(slug: str, name: str) -> int:
    made, _created = ConditionalOffer.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "offer_type": ConditionalOffer.SESSION,
            "exclusive": True,
            "priority": PRIORITY,
            "condition": _shared(Condition, CONDITION),
            "benefit": _shared(Benefit, BENEFIT),
        },
    )
    return int(made.pk)


def _rename(offer_id: int, name: str) -> int:
    return int(ConditionalOffer.objects.filter(pk=offer_id).update(name=name))


def _shared(model, proxy_class: str):
    """The one row of that class. Two baskets that make it at once leave two, which does no harm."""
    known = model.objects.filter(proxy_class=proxy_class).order_by("pk").first()
    return known or model.objects.create(proxy_class=proxy_class)


def _named(bundle_id: int, name: str, write) -> int:
    """Write under the bundle's name; where an offer of the shop has it, beside that one."""
    try:
        with transaction.atomic():
            return write(name)
    except IntegrityError:
        with transaction.atomic():
            return write(_other(bundle_id, name))


def _other(bundle_id: int, name: str) -> str:
    end = f" #{bundle_id}"
    return name[: MOST_CHARACTERS - len(end)] + end
