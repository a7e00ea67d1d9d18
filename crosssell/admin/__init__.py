"""What a merchant configures, in Django's admin."""

from crosssell.admin import dashboard, preferences
from crosssell.admin.backtests import pages as backtest_pages
from crosssell.admin.bundles import oscar_offers
from crosssell.admin.bundles import pages as bundle_pages
from crosssell.admin.bundles import uses as bundle_uses
from crosssell.admin.experiments import pages as experiment_pages
from crosssell.admin.matrix import pages as matrix_pages
from crosssell.admin.placements import pages as placement_pages
from crosssell.admin.reports import pages as report_pages
from crosssell.admin.rules import pages as rule_pages
from crosssell.admin.runs import pages as run_pages
from crosssell.admin.thresholds import pages as threshold_pages

__all__ = [
    "backtest_pages",
    "bundle_pages",
    "bundle_uses",
    "experiment_pages",
    "matrix_pages",
    "oscar_offers",
    "placement_pages",
    "preferences",
    "report_pages",
    "rule_pages",
    "run_pages",
    "threshold_pages",
]

dashboard.add_link()
