"""System checks: what a shop has set up in a way that would fail silently."""
