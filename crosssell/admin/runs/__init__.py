"""Runs of the refresh in admin: what was learned, when it learns again, what data there is."""
