"""The bar of a threshold as a shopper would see it: at the start, on the way, and at the end."""

from typing import Any

from crosssell.admin.thresholds.rows import ThresholdRows


def bars_of(rows: ThresholdRows, request: Any) -> list[Any]:
    """[] where there is nothing to show."""
    return []
