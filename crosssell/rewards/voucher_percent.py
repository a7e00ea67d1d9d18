"""A voucher for the next order: a percentage of all that it holds."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.threshold_terms import VOUCHER, Worth
from crosssell.registry import _, tier_reward


@dataclass(frozen=True)
class Args:
    """How much off the next order, and until when."""

    percent: Decimal = field(
        metadata={
            "label": _("Percent off the next order"),
            "min": Decimal("0.01"),
            "max": Decimal(100),
            "places": 2,
        },
    )
    days: int = field(
        default=60, metadata={"label": _("Valid for so many days"), "min": 1, "max": 3650}
    )


@tier_reward(
    "voucher_percent",
    label=_("Voucher for the next order, in percent"),
    words=_("a voucher for %(percent)s %% off your next order"),
    args=Args,
    gives=VOUCHER,
)
def voucher_percent(args: Args, amount: int | None) -> Worth:
    """The percentage of all that the next order holds."""
    return Worth(args.percent, 0, args.days)
