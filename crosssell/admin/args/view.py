"""The fields of one plugin, for a form whose choice was changed."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from crosssell import registry
from crosssell.admin import permissions
from crosssell.admin.args.group import empty_group

# The row of a form that asks: "" is the form itself.
ROW = re.compile(r"(?:[a-z_]{1,30}-[0-9]{1,3})?")
PERMISSIONS = {
    **dict.fromkeys(("strategies", "conditions", "filters", "boosts"), permissions.EDIT_RULES),
    "widgets": permissions.EDIT_PLACEMENTS,
    "rewards": permissions.EDIT_BUNDLES,
    "tier_rewards": permissions.EDIT_THRESHOLDS,
}


def args(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Draw the fields of a plugin with their defaults; without fields, the answer is empty."""
    if kind not in PERMISSIONS:
        raise Http404
    permissions.require_any(request, *PERMISSIONS[kind])
    row = request.GET.get("row", "")
    if not ROW.fullmatch(row):
        raise Http404
    try:
        plugin = registry.get(kind, code)
    except registry.UnknownPlugin as unknown:
        raise Http404 from unknown
    group = empty_group(plugin, row)
    if not group.fields:
        return HttpResponse()
    return TemplateResponse(request, "admin/crosssell/args_group.html", {"group": group})
