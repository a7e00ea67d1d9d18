"""A voucher for the next order: an amount, or a percentage of it."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.threshold_terms import VOUCHER, Worth
from crosssell.registry import _, tier_reward

DAYS = {"label": _("Valid for so many days"), "min": 1, "max": 3650}


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
    days: int = field(default=60, metadata=DAYS)


@dataclass(frozen=True)
class AmountArgs:
    """Until when; the amount is the tier's own, by currency."""

    days: int = field(default=60, metadata=DAYS)


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


@tier_reward(
    "voucher_amount",
    label=_("Voucher for the next order, an amount"),
    words=_("a voucher for %s off your next order"),
    args=AmountArgs,
    amount=True,
    gives=VOUCHER,
)
def voucher_amount(args: AmountArgs, amount: int | None) -> Worth:
    """The amount of the currency that this order was paid in."""
    return Worth(None, amount or 0, args.days)
