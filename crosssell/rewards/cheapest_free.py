"""The cheapest piece of each set is free."""

from crosssell.core.sharing import Sets, cheapest
from crosssell.registry import NoArgs, _, reward


def _two(args: NoArgs) -> int:
    """Of one piece alone, the cheapest would be all."""
    return 2


@reward(
    "cheapest_free",
    label=_("Cheapest piece free"),
    words=_("the cheapest piece is free"),
    pieces=_two,
    alike=True,
)
def cheapest_free(sets: Sets, args: NoArgs, amount: int | None) -> list[list[int]]:
    """The price of the cheapest piece, off that very piece."""
    return [
        [piece.price if piece.rewarded else 0 for piece in cheapest(pieces, 1)] for pieces in sets
    ]
