"""Measurement in admin: what was shown, what came of it, what it brought, and what tests say."""
