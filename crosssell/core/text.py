"""Texts: how one is marked for translation, and characters that nobody can read; pure."""

import re

# Control characters, halves of pairs, and the marks that turn the direction of what follows.
UNREADABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def _(text: str) -> str:
    """Mark a text for translation and return it unchanged; the edge translates it."""
    return text
