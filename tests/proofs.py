"""Properties of money that are shown on many examples, and how many these were.

500 examples each, or as the profile says that ``CROSSSELL_PROPERTIES`` names: ``proof`` has 10,000.
"""

import os
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from hypothesis import settings

PROFILES = {"some": 500, "proof": 10_000}
PROFILE = os.environ.get("CROSSSELL_PROPERTIES", "some")

# How many examples of each property have held in this process.
held: Counter[str] = Counter()


def proven(test: Callable[..., None]) -> Callable[..., None]:
    """Run a property on as many examples as the profile says, and count those that hold."""
    inner = test.hypothesis.inner_test  # type: ignore[attr-defined]

    @wraps(inner)
    def counted(*args: Any, **kwargs: Any) -> None:
        inner(*args, **kwargs)
        held[inner.__name__] += 1

    test.hypothesis.inner_test = counted  # type: ignore[attr-defined]
    chosen: Callable[..., None] = settings(settings.get_profile(PROFILE))(test)
    return chosen


def told() -> str:
    """Such as "10,000 examples each of 12 properties of money held"; "" where none ran."""
    if not held:
        return ""
    least = min(held.values())
    return f"{least:,} examples or more of each of {len(held)} properties of money held"
