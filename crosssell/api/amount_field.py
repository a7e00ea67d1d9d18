"""Amounts in answers: written as text, with all their decimals."""

from rest_framework import serializers


def amount(text: str = "") -> serializers.DecimalField:
    """A field for an amount; ``text`` says of what."""
    return serializers.DecimalField(max_digits=None, decimal_places=None, help_text=text or None)
