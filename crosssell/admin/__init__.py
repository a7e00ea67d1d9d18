"""What a merchant configures, in Django's admin."""

from crosssell.admin import (
    backtests,
    bundle_uses,
    bundles,
    dashboard,
    matrix,
    oscar_offers,
    placements,
    preferences,
    rules,
    runs,
)

__all__ = [
    "backtests",
    "bundle_uses",
    "bundles",
    "matrix",
    "oscar_offers",
    "placements",
    "preferences",
    "rules",
    "runs",
]

dashboard.add_link()
