"""What a test has brought, as frozen values: numbers and codes, no words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

REVENUE, CONVERSION, ORDER_VALUE, ITEMS, MARGIN, CHECKOUT = METRICS = (
    "revenue",
    "conversion",
    "order_value",
    "items",
    "margin",
    "checkout",
)
"""Per visitor: revenue, whether he bought, margin. Per order: its value, its items. Of the
checkouts begun: those completed, which is the guardrail."""


@dataclass(frozen=True)
class Figure:
    """One metric of a variant beside the one that it is compared with.

    ``mean`` and ``base`` are of this variant and of the other one; money is in the test's currency
    and float, because these are estimates. ``low`` to ``high`` is the always-valid interval of the
    difference, ``lift_low`` to ``lift_high`` that of the lift (a share: 0.05 is 5 %). ``reason``
    says why there is none: few_visitors, few_buyers, no_spread. None is what cannot be told.
    """

    metric: str
    mean: float | None
    base: float | None = None
    difference: float | None = None
    lift: float | None = None
    low: float | None = None
    high: float | None = None
    lift_low: float | None = None
    lift_high: float | None = None
    reason: str = ""

    @property
    def better(self) -> bool:
        """More than chance would do."""
        return self.low is not None and self.low > 0

    @property
    def worse(self) -> bool:
        """Less than chance would do."""
        return self.high is not None and self.high < 0


@dataclass(frozen=True)
class VariantResult:
    """What one variant has brought.

    ``buyers`` are visitors with an order, ``begun`` those who began to check out, ``completed``
    those of them who then ordered. ``revenue`` is of their orders, ``figures`` by metric (margin
    only where the cost of all is known). ``code`` is that of ``core.experiments.verdict`` beside
    the base (better, worse, no_difference, uncertain, too_early, broken); "" for the base itself.
    ``days``: how many more until it is settled, 366 for more than a year, None where unknown.
    """

    id: int
    name: str
    holdout: bool
    share: int
    visitors: int
    buyers: int
    orders: int
    revenue: Decimal
    begun: int
    completed: int
    figures: tuple[Figure, ...] = ()
    code: str = ""
    days: int | None = None
    reason: str = ""

    def figure(self, metric: str) -> Figure | None:
        """The figure of this metric, None where it is not known."""
        return next((one for one in self.figures if one.metric == metric), None)


@dataclass(frozen=True)
class Result:
    """What a test has brought until a moment.

    ``base`` is the id of the variant that the others are compared with: the holdout, else the
    first one. ``alpha`` is how often an interval may be wrong: 0.05 over the number of
    comparisons. ``ratio_p`` is what the sample-ratio check says, ``sound`` whether the visitors
    may well be split as planned. ``other_currencies`` are orders left out, by currency.
    """

    experiment: int
    until: datetime
    days: int
    currency: str
    sample: bool
    planned: int
    smallest_lift: Decimal
    base: int
    alpha: float
    ratio_p: float
    sound: bool
    margin_known: bool
    visitors_a_day: float
    variants: tuple[VariantResult, ...]
    other_currencies: tuple[tuple[str, int], ...] = ()

    @property
    def visitors(self) -> int:
        """Of all variants."""
        return sum(one.visitors for one in self.variants)

    @property
    def based_on(self) -> VariantResult:
        """The variant that the others are compared with."""
        return next(one for one in self.variants if one.id == self.base)

    @property
    def compared(self) -> tuple[VariantResult, ...]:
        """The variants that are compared with the base."""
        return tuple(one for one in self.variants if one.id != self.base)

    @property
    def days_left(self) -> int | None:
        """How many more days until all of it is settled; None where that cannot be told."""
        left = [one.days for one in self.compared if one.code in ("too_early", "uncertain")]
        known = [one for one in left if one is not None]
        return max(known, default=0) if len(known) == len(left) else None
