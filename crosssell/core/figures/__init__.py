"""Figures of reports: sums, and what is made of them; pure. In words: docs/measurement.md."""

from crosssell.core.figures.figure import (
    BUNDLE,
    DIMENSIONS,
    PLACEMENT,
    PLACES,
    PRODUCT,
    REWARDS,
    RULE,
    SLOT,
    STRATEGY,
    THRESHOLD,
    TOTAL,
    Figure,
    Unit,
    Value,
    change,
)
from crosssell.core.figures.sums import Sums
from crosssell.core.figures.table import FIGURES, figures_of

__all__ = [
    "BUNDLE",
    "DIMENSIONS",
    "FIGURES",
    "PLACEMENT",
    "PLACES",
    "PRODUCT",
    "REWARDS",
    "RULE",
    "SLOT",
    "STRATEGY",
    "THRESHOLD",
    "TOTAL",
    "Figure",
    "Sums",
    "Unit",
    "Value",
    "change",
    "figures_of",
]
