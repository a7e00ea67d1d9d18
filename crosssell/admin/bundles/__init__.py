"""Bundles in admin: their pages, what was used of them, and suggested ones."""
