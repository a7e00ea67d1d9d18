"""Gifts of tiers in a basket: claimed with a click, and gone where they are not earned any more."""

from __future__ import annotations

from typing import Any


def settle(basket: Any, request: Any) -> bool:
    """Take gifts out of an open basket that it has not earned; whether there were any."""
    return False
