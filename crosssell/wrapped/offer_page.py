"""Oscar's public page of an offer: a bundle has a page of its own, a tier none."""

from __future__ import annotations

from typing import Any


def wrapped(original: Any) -> Any:
    """Oscar's OfferDetailView, or the shop's own."""

    class OfferDetailView(original):
        def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            """Send whoever asks for the offer of a bundle to the bundle's page, if it has one."""
            from django.http import Http404
            from django.shortcuts import redirect

            from crosssell.models.offers import page_of_row

            page = page_of_row(kwargs["slug"])
            if page is None:
                return super().get(request, *args, **kwargs)
            if not page:
                raise Http404
            return redirect(page)

    return OfferDetailView
