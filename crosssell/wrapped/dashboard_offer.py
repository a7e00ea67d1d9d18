"""Oscar's dashboard edits no bundle and no tier: reports lead to the form of ours."""

from __future__ import annotations

from typing import Any


def wrapped(original: Any) -> Any:
    """A view of Oscar's dashboard, or the shop's own, that is about one offer (``pk``)."""

    class OfferView(original):
        def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            """Send whoever asks for the offer of a bundle or a tier to the form of ours."""
            from django.http import Http404
            from django.shortcuts import redirect

            from crosssell.models.offers import form_of_row

            form = form_of_row(kwargs["pk"]) if "pk" in kwargs else None
            if form is None:
                return super().dispatch(request, *args, **kwargs)
            if not form:
                raise Http404
            return redirect(form)

    return OfferView
