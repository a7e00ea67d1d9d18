"""What a merchant configures, in Django's admin."""

from crosssell.admin import backtests, dashboard, matrix, placements, preferences, rules, runs

__all__ = ["backtests", "matrix", "placements", "preferences", "rules", "runs"]

dashboard.add_link()
