"""Figures as a merchant reads them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format

NOTHING = "–"


def share(part: Decimal | int, whole: Decimal | int, decimals: int = 1) -> str:
    """A share in per cent with its decimals; "–" of nothing, "< 0.1 %" of next to nothing."""
    if not whole:
        return NOTHING
    found = round(Decimal(part) * 100 / Decimal(whole), decimals)
    if part > 0 and not found:
        return f"< {number_format(Decimal(1).scaleb(-decimals))} %"
    return f"{number_format(found)} %"


def count(number: int) -> str:
    """A number with its thousands apart."""
    return number_format(number, force_grouping=True)


def day(at: datetime) -> str:
    """The date in the shop's time zone."""
    return date_format(timezone.localtime(at), "DATE_FORMAT")
