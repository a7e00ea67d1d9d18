"""The preview of a slot: what it would show, and why."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from crosssell.admin import permissions


def preview(request: HttpRequest) -> HttpResponse:
    """Show what a slot would show. Needs the permission to see placements."""
    permissions.require_any(request, permissions.SEE_PLACEMENTS)
    return TemplateResponse(request, "admin/crosssell/preview.html", {})
