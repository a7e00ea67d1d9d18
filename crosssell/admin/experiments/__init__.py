"""Tests in admin: what is tried on some visitors, and what came of it."""
