"""Numbers from 0 to 1."""

from decimal import Decimal


def bounded(value: float | Decimal) -> float:
    """The value, at least 0 and at most 1; 0 for what is no number."""
    number = float(value)
    # A comparison with NaN is never true, so this lets none through.
    return min(number, 1.0) if number > 0 else 0.0
