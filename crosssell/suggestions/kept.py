"""The suggestions of a quarter of an hour: counting them takes seconds in a large shop."""

from __future__ import annotations

from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django.db.models import Count, Max

from crosssell import quick_cache
from crosssell.models import Bundle, Preference, Run
from crosssell.suggestions import LEAST_MARGIN, USUAL, Survey, survey

SECONDS = 900


def kept_survey(usual: int = USUAL, least_margin: Decimal = LEAST_MARGIN) -> Survey:
    """The survey of now, or a kept one that was made for these terms.

    A new run, and any change of a bundle or of a preference, asks for a new one.
    """
    key = f"crosssell.suggestions.{_mark(usual, least_margin)}"
    found = quick_cache.get([key]).get(key)
    if not isinstance(found, Survey):
        found = survey(usual=usual, least_margin=least_margin)
        quick_cache.put({key: found}, SECONDS)
    return found


def _mark(*terms: Any) -> str:
    """Differs wherever the answer may."""
    run = Run.objects.filter(state=Run.State.LIVE).values_list("pk", flat=True).first()
    bundles = Bundle.objects.aggregate(count=Count("pk"), newest=Max("version"))
    never = Preference.objects.filter(never=True).order_by("product_id")
    known = (terms, run, sorted(bundles.items()), list(never.values_list("product_id", flat=True)))
    return blake2b(repr(known).encode(), digest_size=16).hexdigest()
