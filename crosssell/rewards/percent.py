"""A percentage off the set or the order, or off the parts that the reward is for."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.sharing import Sets, percent_off
from crosssell.core.threshold_terms import DISCOUNT
from crosssell.registry import _, reward, tier_reward


@dataclass(frozen=True)
class Args:
    """How much."""

    percent: Decimal = field(
        metadata={
            "label": _("Percent off"),
            "min": Decimal("0.01"),
            "max": Decimal(100),
            "places": 2,
        },
    )


@reward("percent", label=_("Percent off"), words=_("%(percent)s %% off"), args=Args, alike=True)
@tier_reward(
    "percent",
    label=_("Percent off the order"),
    words=_("%(percent)s %% off"),
    args=Args,
    gives=DISCOUNT,
)
def percent(sets: Sets, args: Args, amount: int | None) -> list[list[int]]:
    """The percentage of all sets together, rounded down once."""
    return percent_off(sets, args.percent)
