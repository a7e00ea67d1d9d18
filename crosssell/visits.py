"""How a visitor came: the campaign and the other site of the page where the visit began.

``CampaignMiddleware`` is optional. It keeps both for the visit in a cookie of the session, which
names no visitor; without it they are known on the landing page alone. Whoever has opted out gets
no such cookie. A cookie is what a browser sends, so it may hold anything: whatever is not short
plain text is as good as no cookie.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

from crosssell import visitors

log = logging.getLogger(__name__)

COOKIE = "crosssell_landing"
REFERRER = "referrer"
# The most important first: the last are left out where a cookie would grow too large.
FIELDS = ("source", "medium", "campaign", "term", "content")
MOST_CHARACTERS = 200
MOST_OF_COOKIE = 2_000
_HOST = re.compile(r"[a-z0-9_:-][a-z0-9_.:-]{0,252}")


@dataclass(frozen=True)
class Landing:
    """``campaign`` maps names of ``FIELDS`` to their texts; ``referrer`` is a host, or ""."""

    referrer: str = ""
    campaign: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.referrer or self.campaign)


def landing_of(request: HttpRequest) -> Landing:
    """How this visitor came: by this very page where it names a campaign, else as remembered."""
    own = Landing(_referrer(request), _campaign(request))
    return own if own.campaign else _kept(request) or own


class CampaignMiddleware(MiddlewareMixin):
    """Remembers for the visit how it began. A later campaign takes the place of an earlier."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Set the cookie on the landing page; a failure leaves the response as it is."""
        try:
            landing = landing_of(request)
            if landing and landing != _kept(request) and not visitors.opted_out(request):
                response.set_cookie(
                    COOKIE,
                    _written(landing),
                    httponly=True,
                    samesite="Lax",
                    secure=request.is_secure(),
                )
                patch_vary_headers(response, ("Cookie",))
        except Exception:
            log.exception("How the visit began could not be remembered.")
        return response


def _referrer(request: HttpRequest) -> str:
    try:
        host = urlsplit(request.headers.get("Referer", "")[:MOST_OF_COOKIE]).hostname or ""
        own = urlsplit(f"//{request.get_host()}").hostname
    except (ValueError, SuspiciousOperation):
        return ""
    host = _host(host.removesuffix("."))
    return "" if host == own else host


def _host(text: str) -> str:
    return text.lower() if _HOST.fullmatch(text.lower()) else ""


def _campaign(request: HttpRequest) -> dict[str, str]:
    try:
        asked = request.GET
    except SuspiciousOperation:
        # More parameters than Django reads: the page itself may never look at them.
        return {}
    return _texts({name: asked.get(f"utm_{name}", "") for name in FIELDS})


def _texts(given: Mapping[str, str]) -> dict[str, str]:
    cut = {name: given.get(name, "")[:MOST_CHARACTERS] for name in FIELDS}
    plain = {name: "".join(filter(str.isprintable, text)).strip() for name, text in cut.items()}
    return {name: text for name, text in plain.items() if text}


def _written(landing: Landing) -> str:
    parts: dict[str, Any] = {REFERRER: landing.referrer} if landing.referrer else {}
    written = ""
    for name in (REFERRER, *FIELDS):
        parts |= {name: landing.campaign[name]} if name in landing.campaign else {}
        longer = urlencode(parts)
        if len(longer) > MOST_OF_COOKIE:
            break
        written = longer
    return written


def _kept(request: HttpRequest) -> Landing:
    written = request.COOKIES.get(COOKIE, "")
    if not written or len(written) > MOST_OF_COOKIE:
        return Landing()
    try:
        found = dict(parse_qsl(written, max_num_fields=len(FIELDS) + 1))
    except ValueError:
        return Landing()
    return Landing(_host(found.get(REFERRER, "")), _texts(found))
