"""The plugin's tables."""

from crosssell.models.copurchase import Bestseller, Pair, Run
from crosssell.models.matrix import MatrixEntry
from crosssell.models.placement import Placement
from crosssell.models.rule import Rule, RuleCondition, RuleFilter

__all__ = [
    "Bestseller",
    "MatrixEntry",
    "Pair",
    "Placement",
    "Rule",
    "RuleCondition",
    "RuleFilter",
    "Run",
]
