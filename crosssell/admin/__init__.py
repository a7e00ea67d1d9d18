"""What a merchant configures, in Django's admin."""

from crosssell.admin import dashboard, matrix, placements, rules, runs

__all__ = ["matrix", "placements", "rules", "runs"]

dashboard.add_link()
