"""An amount off each set, in the basket's currency; never more than the set costs."""

from crosssell.core.sharing import Sets, rewarded_total, spread
from crosssell.registry import NoArgs, _, reward


@reward("amount_off", label=_("Amount off"), words=_("%s off"), amount=True)
def amount_off(sets: Sets, args: NoArgs, amount: int | None) -> list[list[int]]:
    """The amount for each set, over its pieces in proportion to their prices."""
    return spread(sets, [min(amount or 0, rewarded_total(pieces)) for pieces in sets])
