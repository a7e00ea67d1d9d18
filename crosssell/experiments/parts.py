"""Which part of a test a visitor is in; whoever meets a test for the first time is exposed to it.

What is kept of a visitor is three values in his session: a random number, a bucket and the tests
that he has met. docs/decisions/parts-of-a-test.md says who is in no test, and why.
"""

from __future__ import annotations

import logging
from secrets import randbelow
from typing import Any

from crosssell import visitors
from crosssell.core.experiments import BUCKETS
from crosssell.core.experiments import variant_of as part_of
from crosssell.experiments.live import LiveTest, tests
from crosssell.experiments.storing import keep

log = logging.getLogger(__name__)

# 0 is the unit of nobody.
MOST_UNIT = 2**63 - 1
# In the session: {"unit": …, "bucket": …, "met": […]}.
KEY = "crosssell"
# What a request remembers: by test its variant, and that it begins nothing.
PARTS, BEGINS_NONE = "_crosssell_parts", "_crosssell_begins_none"


def sees(request: Any, kind: str, pk: int | None) -> bool:
    """Whether this visitor sees the object; asking exposes him to the test that it is in.

    Ask it only of what would come up for him if it were under no test, and in every part alike.
    ``request`` may be None: nobody is in a test then. No query while the live tests are warm,
    beyond that of his session.
    """
    if pk is None:
        return True
    test = tests().get((kind, pk))
    if test is None:
        return True
    return (kind, pk) in test.holds.get(_part(request, test) or test.shown, ())


def variant_of(request: Any, kind: str, pk: int | None) -> int:
    """The variant in which the visitor met the object; 0 where it, or he, is in no test."""
    test = tests().get((kind, pk)) if pk is not None else None
    return 0 if test is None else _part(request, test) or 0


def take_part(request: Any, variant_id: int | None) -> None:
    """For previews: show what that variant has (None: what whoever is in no test sees).

    Of all other tests it is as for whoever is in none. Nobody is exposed.
    """
    request.__dict__[PARTS] = {
        test.id: variant_id if variant_id in test.holds else None for test in tests().values()
    }


def begin_none(request: Any) -> None:
    """For requests that may not come from a browser: only who has a part already is in a test."""
    request.__dict__[BEGINS_NONE] = True


def unit_of(request: Any) -> int | None:
    """The random number of a visitor who has met a test; None for whoever is in none."""
    try:
        known = None if _is_out(request) else _known(request.session)
    except Exception:
        log.exception("Nobody knows whether a visitor has met a test.")
        return None
    return known["unit"] if known is not None else None


def _part(request: Any, test: LiveTest) -> int | None:
    """His variant; None where he is in no test. The same for as long as the request lasts."""
    if request is None:
        return None
    parts: dict[int, int | None] = request.__dict__.setdefault(PARTS, {})
    if test.id not in parts:
        try:
            parts[test.id] = _met(request, test)
        except Exception:
            log.exception("A visitor is in no test: his session cannot be used.")
            parts[test.id] = None
    return parts[test.id]


def _met(request: Any, test: LiveTest) -> int | None:
    if _is_out(request):
        return None
    session, begins = request.session, visitors.counts(request)
    known = _known(session)
    if known is None:
        if not begins or BEGINS_NONE in request.__dict__:
            return None
        known = {"unit": 1 + randbelow(MOST_UNIT), "bucket": randbelow(BUCKETS), "met": []}
    variant = part_of(known["bucket"], test.salt, test.shares)
    # What is fetched ahead shows him his part; he has not met it before he looks at it.
    if begins and test.id not in known["met"]:
        live = {one.id for one in tests().values()}
        met = [pk for pk in known["met"] if pk in live]
        exposed = {"experiment": test.id, "variant": variant, "unit": known["unit"]}
        keep(session, KEY, {**known, "met": [*met, test.id]}, None if variant is None else exposed)
    return variant


def _is_out(request: Any) -> bool:
    """Whoever is in no test, whatever his session says."""
    return (
        request is None
        or not hasattr(request, "session")
        or visitors.opted_out(request)
        or bool(getattr(getattr(request, "user", None), "is_staff", False))
    )


def _known(session: Any) -> dict[str, Any] | None:
    """What the session says of him; None where it says nothing that can be used."""
    found = session.get(KEY)
    if not isinstance(found, dict) or not isinstance(found.get("met"), list):
        return None
    unit, bucket = found.get("unit"), found.get("bucket")
    if not isinstance(unit, int) or not isinstance(bucket, int) or not 0 <= bucket < BUCKETS:
        return None
    return found
