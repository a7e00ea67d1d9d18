"""Look-ups for choosing products, categories, customers and the like by typing.

A merchant needs no permission on the catalogue for them, only one of ours: that is why they are
not Django's own autocomplete.
"""

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from crosssell.admin import permissions
from crosssell.admin.lookup.source import MAX_CODE
from crosssell.admin.lookup.sources import MAX_ID, SOURCES, category_names, named

__all__ = ["MAX_ID", "SOURCES", "category_names", "lookup", "named"]

PAGE_SIZE = 20
MAX_TERM = 100


def lookup(request: HttpRequest, kind: str) -> JsonResponse:
    """Answer what select2 asks for: what matches ``term``, a page at a time.

    ``beside`` is what the field beside it holds: values are those of that attribute.
    """
    source = SOURCES.get(kind)
    if source is None:
        raise Http404
    permissions.require_any(request, *source.permissions)
    term = request.GET.get("term", "").replace("\x00", "").strip()[:MAX_TERM]
    number = request.GET.get("page", "1")
    start = (int(number) - 1) * PAGE_SIZE if number.isdecimal() and 0 < int(number) < 1000 else 0
    beside = request.GET.get("beside", "").replace("\x00", "")[:MAX_CODE]
    found = source.found(term, start, PAGE_SIZE + 1, beside)
    pairs = found[:PAGE_SIZE]
    results = [{"id": str(key), "text": name or _("Without a name")} for key, name in pairs]
    return JsonResponse({"results": results, "pagination": {"more": len(found) > PAGE_SIZE}})
