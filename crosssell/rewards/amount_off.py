"""An amount off each set or the order, in the basket's currency; never more than it costs."""

from crosssell.core.sharing import Sets, rewarded_total, spread
from crosssell.core.threshold_terms import DISCOUNT
from crosssell.registry import NoArgs, _, reward, tier_reward


@reward("amount_off", label=_("Amount off"), words=_("%s off"), amount=True)
@tier_reward(
    "amount_off",
    label=_("Amount off the order"),
    words=_("%s off"),
    amount=True,
    gives=DISCOUNT,
)
def amount_off(sets: Sets, args: NoArgs, amount: int | None) -> list[list[int]]:
    """The amount for each set, over its pieces in proportion to their prices."""
    return spread(sets, [min(amount or 0, rewarded_total(pieces)) for pieces in sets])
