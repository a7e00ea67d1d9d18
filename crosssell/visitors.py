"""Who is counted: people who look at the shop and have not asked to be left alone.

Nothing of the visitor is kept: each answer is found from the request and forgotten with it.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

from django.utils.module_loading import import_string

from crosssell import conf

log = logging.getLogger(__name__)

# What a request remembers.
OPTED_OUT, COUNTS = "_crosssell_opted_out", "_crosssell_counts"
MOST_AGENT = 400
# What a browser fetches to be looked at: a page, a frame, or what a script puts in a page. Old
# browsers do not say what it is for.
LOOKED_AT = ("", "document", "iframe", "frame", "empty")
# Fetched by a program, though the list of crawlers does not know it.
PROGRAMS = re.compile(r"link.?(check|valid)|uptime|monitor|preview|validator", re.IGNORECASE)


def opted_out(request: Any) -> bool:
    """Whether the visitor wants no trace of the visit and nothing personal.

    By ``Sec-GPC: 1``, by ``DNT: 1``, or because CROSSSELL["CONSENT_HOOK"] says that there is no
    consent. A hook that fails means no consent. Without a request (mail) nobody has opted out.
    """
    if request is None:
        return False
    found = request.__dict__.get(OPTED_OUT)
    if found is None:
        found = request.__dict__[OPTED_OUT] = _opted_out(request)
    return bool(found)


def counts(request: Any) -> bool:
    """Whether a person looks at the page whose visit may be counted.

    Not HEAD, not what a browser fetches ahead or as a part of a page (of a picture that is missing
    it gets the page "not found", which nobody sees), not staff, not crawlers and link checkers,
    not whoever has opted out. Never asks the database.
    """
    if request is None:
        return False
    found = request.__dict__.get(COUNTS)
    if found is None:
        found = request.__dict__[COUNTS] = _is_person(request) and not opted_out(request)
    return bool(found) and not getattr(getattr(request, "user", None), "is_staff", False)


def _opted_out(request: Any) -> bool:
    headers = request.headers
    if headers.get("Sec-GPC", "").strip() == "1" or headers.get("DNT", "").strip() == "1":
        return True
    path = conf.settings().consent_hook
    if not path:
        return False
    try:
        return not import_string(path)(request)
    except Exception:
        log.exception("The consent hook %s failed, so nothing of this visit is kept.", path)
        return True


def _is_person(request: Any) -> bool:
    headers = request.headers
    ahead = headers.get("Sec-Purpose") or headers.get("Purpose") or headers.get("X-Moz") or ""
    if request.method == "HEAD" or "prefetch" in ahead.lower():
        return False
    if headers.get("Sec-Fetch-Dest", "").strip().lower() not in LOOKED_AT:
        return False
    agent = headers.get("User-Agent", "")[:MOST_AGENT]
    return bool(agent) and not _is_program(agent)


@lru_cache(maxsize=2_000)
def _is_program(agent: str) -> bool:
    # Loaded with the first visit, since its patterns take a while to compile.
    from crawleruseragents import is_crawler

    return bool(PROGRAMS.search(agent)) or bool(is_crawler(agent))
