"""Tests: which part of each live one a visitor is in, and what he sees of it.

An object under test (a placement, rule, bundle or threshold) is seen by visitors whose variant
holds it. Whoever is in no test sees what the first variant that is no holdout holds.
"""

from crosssell.experiments.changing import CannotStart, end, holding, problems, start
from crosssell.experiments.live import (
    BUNDLE,
    KINDS,
    PLACEMENT,
    RULE,
    THRESHOLD,
    any_live,
    is_tested,
)
from crosssell.experiments.parts import begin_none, sees, take_part, unit_of, variant_of

__all__ = [
    "BUNDLE",
    "KINDS",
    "PLACEMENT",
    "RULE",
    "THRESHOLD",
    "CannotStart",
    "any_live",
    "begin_none",
    "end",
    "holding",
    "is_tested",
    "problems",
    "sees",
    "start",
    "take_part",
    "unit_of",
    "variant_of",
]
