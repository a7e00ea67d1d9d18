"""Oscar's dashboard lists the shop's own offers; bundles and thresholds are in Django admin."""

from __future__ import annotations

from typing import Any


def wrapped(original: Any) -> Any:
    """Oscar's OfferListView of the dashboard, or the shop's own."""

    class OfferListView(original):
        def get_queryset(self) -> Any:
            from crosssell.models.offers import without_bundles

            return without_bundles(super().get_queryset())

    return OfferListView
