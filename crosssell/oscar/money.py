"""Amounts as the shop writes them, kept because pages show the same prices again and again."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.signals import setting_changed
from django.utils.translation import get_language
from oscar.templatetags.currency_filters import currency as oscar_writes


def written(amount: Decimal | None, currency: str) -> str:
    """The amount in that currency (ISO 4217) and the present language, by Oscar's own filter.

    "" where there is no amount.
    """
    return "" if amount is None else _written(str(amount), currency, get_language())


@lru_cache(maxsize=4_096)
def _written(amount: str, currency: str, language: str | None) -> str:
    return str(oscar_writes(amount, currency))


def _forget(*, setting: str, **_: Any) -> None:
    if setting in ("OSCAR_CURRENCY_FORMAT", "LANGUAGE_CODE"):
        _written.cache_clear()


setting_changed.connect(_forget)
