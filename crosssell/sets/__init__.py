"""Bundles as a visitor sees them: filled with products, priced for him, in words."""
