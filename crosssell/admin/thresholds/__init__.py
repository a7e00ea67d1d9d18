"""Thresholds in admin: their form, their list, what they say and what they lack."""
