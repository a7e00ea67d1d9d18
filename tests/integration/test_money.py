"""Amounts read as Oscar's filter writes them, in the language and format of the moment."""

from decimal import Decimal

from django.test import override_settings
from django.utils.translation import override
from oscar.templatetags.currency_filters import currency

from crosssell.oscar.money import written


def test_an_amount_reads_as_oscar_writes_it() -> None:
    assert written(Decimal("1234.50"), "USD") == "$1,234.50" == currency("1234.50", "USD")
    assert written(Decimal("1234"), "JPY") == currency("1234", "JPY")


def test_no_amount_reads_as_nothing() -> None:
    assert written(None, "USD") == ""


def test_each_language_has_its_own_words() -> None:
    with override("en"):
        assert written(Decimal("1.50"), "EUR") == "€1.50"
    with override("de"):
        assert written(Decimal("1.50"), "EUR") == "1,50\N{NO-BREAK SPACE}€"


def test_a_new_format_is_seen() -> None:
    with override_settings(OSCAR_CURRENCY_FORMAT={"USD": {"format": "¤¤ #,##0.00"}}):
        assert written(Decimal("9.99"), "USD") == "USD 9.99"
    assert written(Decimal("9.99"), "USD") == "$9.99"
