"""Placements in admin: their pages, the quick start, and rules as files."""
