"""Tests of placements and bundles against a holdout: who is in which arm, and what came of it."""

from crosssell.core.experiments.arms import Arm, Ratio, Sample
from crosssell.core.experiments.assignment import BUCKETS, variant_of
from crosssell.core.experiments.comparing import (
    LEAST_BUYERS,
    LEAST_VISITORS,
    Comparison,
    compare,
)
from crosssell.core.experiments.planning import (
    MORE_THAN_A_YEAR,
    days_for,
    days_left,
    visitors_needed,
)
from crosssell.core.experiments.sample_ratio import ALARM, ratio_check, shares_hold
from crosssell.core.experiments.verdicts import Code, Verdict, verdict

__all__ = [
    "ALARM",
    "BUCKETS",
    "LEAST_BUYERS",
    "LEAST_VISITORS",
    "MORE_THAN_A_YEAR",
    "Arm",
    "Code",
    "Comparison",
    "Ratio",
    "Sample",
    "Verdict",
    "compare",
    "days_for",
    "days_left",
    "ratio_check",
    "shares_hold",
    "variant_of",
    "verdict",
    "visitors_needed",
]
