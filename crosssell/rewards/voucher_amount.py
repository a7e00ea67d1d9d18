"""A voucher for the next order: an amount, in the currency that this order is paid in."""

from dataclasses import dataclass, field

from crosssell.core.threshold_terms import VOUCHER, Worth
from crosssell.registry import _, tier_reward


@dataclass(frozen=True)
class Args:
    """Until when; the amount is the tier's own, by currency."""

    days: int = field(
        default=60, metadata={"label": _("Valid for so many days"), "min": 1, "max": 3650}
    )


@tier_reward(
    "voucher_amount",
    label=_("Voucher for the next order, an amount"),
    words=_("a voucher for %s off your next order"),
    args=Args,
    amount=True,
    gives=VOUCHER,
)
def voucher_amount(args: Args, amount: int | None) -> Worth:
    """The amount of the currency that this order was paid in."""
    return Worth(None, amount or 0, args.days)
