"""Tiers and ladders of made-up terms, as core.thresholds takes them."""

from typing import Any

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.threshold_terms import Ladder, Tier


def tier(
    pk: int,
    at_least: int,
    reward: str = "message",
    args: dict[str, Any] | None = None,
    amount: int | None = None,
    decorative: bool = False,
) -> Tier:
    """A tier with a registered reward; amounts are in minor units."""
    plugin = registry.get("tier_rewards", reward)
    known = parse(plugin.args, args or {})
    return Tier(pk, at_least, reward, known, plugin.gives, plugin.run, amount, decorative)


def percent(pk: int, at_least: int, off: str, **more: Any) -> Tier:
    """A tier that takes so many percent off the order."""
    return tier(pk, at_least, "percent", {"percent": off}, **more)


def amount(pk: int, at_least: int, off: int, **more: Any) -> Tier:
    """A tier that takes an amount off the order."""
    return tier(pk, at_least, "amount_off", amount=off, **more)


def ladder(*tiers: Tier, adds_up: bool = False) -> Ladder:
    """A threshold of these tiers in dollars."""
    return Ladder(1, "Ladder", "USD", 2, tiers, adds_up)
