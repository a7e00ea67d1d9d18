"""The way from a placement or a rule to its preview."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from crosssell.admin import permissions


def preview_url(slot: str = "") -> str:
    """The preview of a slot, drafts included."""
    query = f"?{urlencode({'slot': slot, 'drafts': 'on'})}" if slot else ""
    return reverse("admin:crosssell_preview") + query


class WithPreview:
    """Puts a "Preview" button on the page of one row."""

    def slot_of(self, row: Any) -> str:
        """The slot to preview for a row, or ""."""
        placement = row.placements.order_by("-active", "slot").first()
        return placement.slot if placement else ""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = extra_context or {}
        if permissions.has_any(request.user, (permissions.SEE_PLACEMENTS,)):
            row = self.get_object(request, object_id)  # type: ignore[attr-defined]  # the admin's
            context["preview_url"] = preview_url(self.slot_of(row)) if row else ""
        return super().change_view(request, object_id, form_url, context)  # type: ignore[misc]
