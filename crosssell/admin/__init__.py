"""What a merchant configures, in Django's admin."""

from crosssell.admin import dashboard, matrix, placements, preferences, rules, runs

__all__ = ["matrix", "placements", "preferences", "rules", "runs"]

dashboard.add_link()
