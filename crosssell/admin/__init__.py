"""What a merchant configures, in Django's admin."""

from crosssell.admin import backtests, dashboard, matrix, placements, preferences, rules, runs
from crosssell.admin.bundles import oscar_offers
from crosssell.admin.bundles import pages as bundle_pages
from crosssell.admin.bundles import uses as bundle_uses

__all__ = [
    "backtests",
    "bundle_uses",
    "bundle_pages",
    "matrix",
    "oscar_offers",
    "placements",
    "preferences",
    "rules",
    "runs",
]

dashboard.add_link()
