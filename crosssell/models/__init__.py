"""The plugin's tables."""

from crosssell.models.backtest import BackTest
from crosssell.models.buffer import BufferedEvent, BufferMark
from crosssell.models.bundle import Bundle, BundleAmount, Component, ComponentTarget
from crosssell.models.bundle_use import BundleCustomer, BundleTally, BundleUse
from crosssell.models.copurchase import Bestseller, Pair, Run
from crosssell.models.events import DailyCount, Event, Touch
from crosssell.models.experiment import Experiment, Exposure, OrderUnit, Variant
from crosssell.models.experiment_locks import Locked
from crosssell.models.matrix import MatrixEntry
from crosssell.models.measured import Attribution, MeasuredOrder, RewardUse
from crosssell.models.offers import BundleBenefit, BundleCondition, BundleOffer
from crosssell.models.placement import MapVersion, Placement
from crosssell.models.preference import Preference
from crosssell.models.rates import ProductRate
from crosssell.models.rule import (
    Rule,
    RuleBoost,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RulePin,
)
from crosssell.models.threshold import (
    EarnedVoucher,
    Threshold,
    ThresholdText,
    Tier,
    TierAmount,
    TierGift,
    Uncounted,
)
from crosssell.models.threshold_offers import TierBenefit, TierCondition, TierOffer
from crosssell.models.tier_hold import TierHold
from crosssell.models.viewing import ViewPair
from crosssell.models.weekly_mail import WeeklyMail
from crosssell.oscar.earned_condition import EarnedCondition

__all__ = [
    "Attribution",
    "BackTest",
    "Bestseller",
    "BufferMark",
    "BufferedEvent",
    "Bundle",
    "BundleAmount",
    "BundleBenefit",
    "BundleCondition",
    "BundleCustomer",
    "BundleOffer",
    "BundleTally",
    "BundleUse",
    "Component",
    "ComponentTarget",
    "DailyCount",
    "EarnedCondition",
    "EarnedVoucher",
    "Event",
    "Experiment",
    "Exposure",
    "Locked",
    "MapVersion",
    "MatrixEntry",
    "MeasuredOrder",
    "OrderUnit",
    "Pair",
    "Placement",
    "Preference",
    "ProductRate",
    "RewardUse",
    "Rule",
    "RuleBoost",
    "RuleCondition",
    "RuleFallback",
    "RuleFilter",
    "RulePin",
    "Run",
    "Threshold",
    "ThresholdText",
    "Tier",
    "TierAmount",
    "TierBenefit",
    "TierCondition",
    "TierGift",
    "TierHold",
    "TierOffer",
    "Touch",
    "Uncounted",
    "Variant",
    "ViewPair",
    "WeeklyMail",
]
