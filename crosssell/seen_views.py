"""The address that a page's script tells what was seen of it."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from crosssell.analytics.tracking import beacon

log = logging.getLogger(__name__)


# Nothing but what the shop has signed itself is taken, so there is nothing to forge from elsewhere.
@csrf_exempt
@require_POST
@never_cache
def seen(request: HttpRequest) -> HttpResponse:
    """Take what came into view or was clicked; the answer is always empty, whatever was sent."""
    try:
        beacon.take(request)
    except Exception:
        log.exception("What was seen of a page was not counted.")
    return HttpResponse(status=204)
