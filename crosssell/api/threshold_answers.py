"""Bars of thresholds as the plain values that the serializers expect."""

from dataclasses import replace
from typing import Any

from django.urls import reverse

from crosssell.threshold_bar import Bar, Mark


def threshold(bar: Bar, token: str = "") -> dict[str, Any]:
    """Return a bar with all tiers of its threshold, those that are not shown too.

    ``token`` is that of the placement that shows it.
    """
    shares = {one.tier_id: one.share for one in bar.marks}
    return {
        "id": bar.threshold_id,
        "token": token,
        "currency": bar.currency,
        "counted": bar.counted,
        "text": bar.text,
        "state": bar.state,
        "progress": bar.progress,
        "tiers": [
            _tier(replace(one, share=shares.get(one.tier_id, one.share))) for one in bar.tiers
        ],
    }


def mark(one: Mark) -> dict[str, Any]:
    """Return a mark that is no tier."""
    return {
        "label": one.label,
        "at_least": one.at_least,
        "gap": one.gap,
        "reached": one.reached,
        "shown": not one.out,
        "note": one.note,
    }


def _tier(one: Mark) -> dict[str, Any]:
    claim = reverse("crosssell:claim_gift", kwargs={"tier": one.tier_id}) if one.choosing else ""
    return {
        **mark(one),
        "id": one.tier_id,
        "reward": one.gives,
        "share": one.share,
        "given": one.given,
        "blocked": one.blocked,
        "gifts": [{"id": gift.id, "title": gift.title} for gift in one.gifts],
        "claimed": one.claimed,
        "claim_url": claim,
    }
