"""Tiers of thresholds in a shopper's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from crosssell import registry
from crosssell.core.args import specs
from crosssell.core.money import from_minor
from crosssell.core.threshold_terms import Ladder, Tier
from crosssell.oscar.money import written


def label(tier: Tier, ladder: Ladder) -> str:
    """What the tier gives: the merchant's words, else such as "5 % off" or "free delivery"."""
    if tier.label:
        return tier.label
    try:
        plugin = registry.get("tier_rewards", tier.reward)
    except registry.UnknownPlugin:
        return tier.reward
    words = gettext(plugin.words) if plugin.words else gettext(plugin.label)
    if plugin.amount:
        return words % money(tier.amount or 0, ladder)
    values = {one.name: getattr(tier.args, one.name) for one in specs(plugin.args)}
    return words % {name: _value(value) for name, value in values.items()}


def money(minor: int, ladder: Ladder) -> str:
    """An amount in the currency of the ladder, as shoppers read it."""
    return written(from_minor(minor, ladder.digits), ladder.currency)


def apart(beside: str) -> str:
    """Why a threshold gives nothing, by what is in its way (``Standing.blocked``)."""
    texts = {
        "bundles": gettext("it does not go together with a bundle"),
        "offers": gettext("it does not go together with other offers"),
        "vouchers": gettext("it does not go together with a voucher"),
    }
    return texts[beside]


def _value(value: Any) -> str:
    # 5.00 percent reads as 5.
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
