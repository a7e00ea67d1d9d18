"""Cells of a spreadsheet: text that must not run as a formula, and back."""

from typing import Any

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def escaped(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if text.lstrip("'").startswith(_STARTS) else text


def plain(cell: Any) -> str:
    """A cell as text, without the apostrophe of ``escaped``; a whole number without ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    if text.startswith("'") and text.lstrip("'").startswith(_STARTS):
        return text[1:]
    return text
