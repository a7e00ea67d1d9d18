"""The set costs a fixed price, in the basket's currency; nothing where it is cheaper anyway."""

from crosssell.core.sharing import Sets, rewarded_total, spread
from crosssell.registry import NoArgs, _, reward


@reward(
    "fixed_price",
    label=_("Fixed price for the set"),
    words=_("together for %s"),
    amount=True,
    alike=True,
)
def fixed_price(sets: Sets, args: NoArgs, amount: int | None) -> list[list[int]]:
    """What each set costs above the price; without a price nothing."""
    if amount is None:
        return [[0] * len(pieces) for pieces in sets]
    return spread(sets, [max(0, rewarded_total(pieces) - amount) for pieces in sets])
