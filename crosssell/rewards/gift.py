"""A gift: the parts that the reward is for are free with the others."""

from crosssell.core.sharing import Sets
from crosssell.registry import NoArgs, _, reward


@reward("gift", label=_("Gift with purchase"), words=_("free of charge"), rewarded=True, alike=True)
def gift(sets: Sets, args: NoArgs, amount: int | None) -> list[list[int]]:
    """The whole price of each piece that is the gift."""
    return [[piece.price if piece.rewarded else 0 for piece in pieces] for pieces in sets]
